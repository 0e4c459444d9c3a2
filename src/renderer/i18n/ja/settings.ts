import type { settings as english } from '../en/settings.ts'
import type { SameKeys } from '../shape.ts'

export const settings: SameKeys<typeof english> = {
  title: '設定',
  lead: 'このコンピューターでのあなた用の設定です。ワークスペースには保存されません。',
  appearance: '表示',
  theme: {
    label: 'テーマ',
    system: 'システムに合わせる',
    light: 'ライト',
    dark: 'ダーク',
  },
  language: {
    label: '言語',
    system: 'システムに合わせる',
    en: 'English',
    ja: '日本語',
  },
  you: 'あなたの情報',
  name: {
    label: '名前',
    hint: 'あなたが付けた評価に表示され、誰の評価かがわかります。',
    placeholder: '名前またはメールアドレス',
    missing: '誰の評価かがわかるように、評価には名前が必要です。未設定の場合は最初の評価のときに入力します。',
  },
  receiving: '受信',
  ports: {
    http: 'OTLP (HTTP) のポート',
    grpc: 'OTLP (gRPC) のポート',
    hint: '通常は 4318 と 4317 です。0 にすると空いているポートを使います。',
    same: '2 つのポートには別の番号を指定してください。',
    apply: 'ポートを保存',
    saved: 'ポートを保存しました',
  },
  about: {
    title: 'Assay について',
    version: 'バージョン',
    host: '実行形態',
    hosts: {
      electron: 'デスクトップアプリ',
      browser: 'ブラウザー',
      cli: 'コマンドライン',
      test: 'テスト',
    },
    node: 'Node',
    sqlite: 'SQLite',
    dataFolder: 'データフォルダー',
    reveal: 'フォルダーで表示',
    copy: '詳細をコピー',
    licence: 'Apache License 2.0',
    licenceLabel: 'ライセンス',
  },
  keys: 'キーボードショートカット',
  showKeys: 'すべてのショートカットを表示',
}
