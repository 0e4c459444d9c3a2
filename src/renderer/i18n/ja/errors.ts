import type { ErrorCode } from '../../../shared/model/error.ts'

export const errors: Record<ErrorCode, string> = {
  INVALID_INPUT: '入力内容に誤りがあります。値を確認して、もう一度お試しください。',
  NOT_FOUND: '見つかりません。すでに削除された可能性があります。',
  CONFLICT: '別の場所で変更されたか、同じ名前がすでに使われています。再読み込みするか、別の名前にしてください。',
  TOO_LARGE: 'サイズが大きすぎるため処理できません。',
  UNSUPPORTED_FORMAT: '形式を判別できませんでした。OTLP、MLflow、CSV、JSONL、Parquet のファイルを読み込めます。',
  NO_WORKSPACE: 'ワークスペースが開かれていません。先に開くか、新しく作成してください。',
  STORE_LOCKED: 'このワークスペースは別の Assay で開かれています。そちらを閉じるか、読み取り専用で開いてください。',
  STORE_BUSY: 'ワークスペースが処理中です。少し待ってからもう一度お試しください。',
  STORE_READ_ONLY: 'このワークスペースは読み取り専用で開いているため、変更できません。',
  STORE_FULL:
    'ディスクの空き容量がありません。空きを作ってからもう一度お試しください。保存済みのデータは失われません。',
  STORE_CORRUPT: 'ワークスペースのファイルが壊れています。ファイルと同じ場所にあるバックアップから復元してください。',
  STORE_TOO_NEW:
    'より新しい Assay で作成されたワークスペースです。Assay を更新してから開いてください。ファイルには手を加えていません。',
  STORE_FOREIGN: 'Assay のワークスペースではないか、Assay が書いたものではない内容を含むため、開きませんでした。',
  AIR_GAPPED: '外部通信の遮断がオンのため、何も送信しませんでした。「設定」の「プロバイダー」で切り替えられます。',
  UNAVAILABLE: 'Assay のエンジンが応答しません。再接続しています…',
  CANCELLED: 'キャンセルしました。',
  INTERNAL: 'Assay の内部で問題が起きました。不具合報告のために詳細をコピーできます。',
}
