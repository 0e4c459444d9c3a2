import type { ui as english } from '../en/ui.ts'
import type { SameKeys } from '../shape.ts'

export const ui: SameKeys<typeof english> = {
  code: 'コード',
  json: {
    label: 'JSON の値',
    copyValue: '値をコピー',
    copyPath: 'パスをコピー',
    items_other: '{{count}} 件',
    keys_other: '{{count}} キー',
    more_other: '残り {{count}} 件',
    showWhole: '全 {{formatted}} 文字を表示',
    expandAll: 'すべて展開',
    collapseAll: 'すべて折りたたむ',
  },
  markdown: {
    remoteImage: 'Web 上の画像（読み込んでいません）',
    openImage: 'ブラウザーで開く',
    done: '完了',
    toDo: '未完了',
  },
  question: {
    comment: 'コメント',
    commentHint: '理由（省略可）',
    between: '{{min}} ～ {{max}} の数値',
    atLeast: '{{min}} 以上の数値',
    atMost: '{{max}} 以下の数値',
    notANumber: '数値として読み取れません。',
    length: '{{most}} 文字中 {{used}} 文字',
    entry: '項目 {{number}}',
    addEntry: '項目を追加',
    removeEntry: '項目 {{number}} を取り除く',
    entries: '{{most}} 件中 {{used}} 件',
  },
}
