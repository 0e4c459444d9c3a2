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
}
