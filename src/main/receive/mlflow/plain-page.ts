/** Pages for a person whose browser comes to the MLflow port: what is here, and how to get past the token. No scripts. */
import type { IncomingHttpHeaders } from 'node:http'
import { html, Markup } from './html.ts'
import { reviewPolicy, reviewStyle } from './review-style.ts'

type Language = 'en' | 'ja'

export const pageType = 'text/html; charset=utf-8'
export const pageHeaders: Readonly<Record<string, string>> = {
  'content-security-policy': reviewPolicy,
  'x-content-type-options': 'nosniff',
  // Without one its form would be sent with the origin `null`.
  'referrer-policy': 'same-origin',
  'cache-control': 'no-store',
  vary: 'accept-language',
}

/**
 * Whether a browser loads a page or what belongs to one, which is never data. A page's script is a client (`empty`), and
 * so is Node's `fetch`, which sends no more of these headers than `sec-fetch-mode: cors`.
 */
export function isFromBrowser(headers: IncomingHttpHeaders): boolean {
  const destination = headers['sec-fetch-dest']
  return wantsPage(headers) || (destination !== undefined && destination !== 'empty')
}

/** Whether a person will see the answer. */
export function wantsPage(headers: IncomingHttpHeaders): boolean {
  return headers['sec-fetch-mode'] === 'navigate' || headers.accept?.includes('text/html') === true
}

interface PageTexts {
  title: string
  lines: readonly string[]
}

const homeTexts: Readonly<Record<Language, PageTexts>> = {
  en: {
    title: 'Assay answers MLflow’s clients here',
    lines: [
      'This address is for programs: set MLFLOW_TRACKING_URI to it. MLflow’s own pages are not here.',
      'What they send is in Assay: runs of mlflow.genai.evaluate under Evaluations, labeling sessions under Labeling, everything else in the list of traces.',
      'Assay is the app’s window, or the page whose link was printed when it was started.',
    ],
  },
  ja: {
    title: 'ここは MLflow クライアント向けの Assay のアドレスです',
    lines: [
      'プログラムから使うアドレスです。MLFLOW_TRACKING_URI に設定してください。MLflow の画面はここにはありません。',
      '送られたデータは Assay で見られます。mlflow.genai.evaluate の実行は「評価実行」、ラベリングセッションは「ラベリング」、そのほかはトレースの一覧にあります。',
      'Assay は、アプリのウィンドウ、または起動時に表示されたリンクのページです。',
    ],
  },
}

const tokenTexts: Readonly<Record<Language, PageTexts>> = {
  en: {
    title: 'This page asks for Assay’s token',
    lines: [
      'Load the page again. As the password give the token; the user name may be anything.',
      'The token is in Assay, under Settings, Receiving; or in the variable ASSAY_MLFLOW_TOKEN that Assay was started with.',
      'In Assay itself (the app’s window, or the page whose link was printed when it was started) labeling sessions are under Labeling, without a token.',
    ],
  },
  ja: {
    title: 'このページには Assay のトークンが必要です',
    lines: [
      'ページを読み込み直し、パスワードにトークンを入力してください。ユーザー名は何でもかまいません。',
      'トークンは Assay の「設定」の「受信」にあります。起動時に環境変数 ASSAY_MLFLOW_TOKEN を指定した場合はその値です。',
      'Assay（アプリのウィンドウ、または起動時に表示されたリンクのページ）の「ラベリング」では、トークンなしで見られます。',
    ],
  },
}

export const renderHomePage = (language: Language): string => render(language, homeTexts[language])
export const renderTokenPage = (language: Language): string => render(language, tokenTexts[language])

function render(language: Language, { title, lines }: PageTexts): string {
  const page = html`<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>${new Markup(reviewStyle)}</style>
</head>
<body><main><h1>${title}</h1>${lines.map((line) => html`<p>${line}</p>`)}</main></body>
</html>
`
  return `<!doctype html>\n${page.text}`
}
