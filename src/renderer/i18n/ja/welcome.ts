import type { welcome as english } from '../en/welcome.ts'
import type { SameKeys } from '../shape.ts'

export const welcome: SameKeys<typeof english> = {
  title: 'Assay へようこそ',
  lead: 'AI アプリケーションの動作を確かめ、評価し、その結果を活用できます。データはすべてこのコンピューターに保存されます。',
  sample: {
    title: 'サンプルで試す',
    text: '約 200 件のトレースが入っています。RAG、ツールを使うエージェント、対話、エラー、日本語、利用者からのフィードバックなど。',
    action: 'サンプルを開く',
  },
  create: {
    title: '新しく始める',
    text: '自分のトレースを入れる空のファイルを作ります。OpenTelemetry で送るか、ファイルを読み込みます。',
    action: '新規ワークスペース…',
  },
  open: {
    title: 'ワークスペースを開く',
    text: 'このコンピューターにある .assay ファイルや、受け取ったファイルを開きます。',
    action: '開く…',
  },
  recent: '最近使ったワークスペース',
  dropWithDialogs: '.assay ファイルは、このウィンドウにドロップしても開けます。',
  opening: '開いています…',
}
