/** Shown to a browser without a session: how to get the link. Static, so nothing in it can be injected. */
export const signInPage = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Assay</title>
<style>
  :root { color-scheme: light dark; font: 15px/1.6 system-ui, sans-serif; }
  body { max-width: 34rem; margin: 18vh auto 0; padding: 0 1.5rem; }
  h1 { font-size: 1.25rem; }
  code { font-size: 0.9em; }
</style>
<main>
  <h1>Open Assay with its start link</h1>
  <p>This address needs the link that Assay printed in the terminal when it started
  (<code>http://127.0.0.1:…/start/…</code>). The link is new for every start. If the terminal is gone, run
  <code>npm start</code> or <code>assay serve</code> again.</p>
  <section lang="ja">
    <h1>起動時のリンクから開いてください</h1>
    <p>Assay の起動時にターミナルへ表示されたリンク（<code>http://127.0.0.1:…/start/…</code>）が必要です。リンクは起動のたびに変わります。
    見つからない場合は <code>npm start</code> または <code>assay serve</code> をもう一度実行してください。</p>
  </section>
</main>
</html>
`

/** Shown for a review link that is revoked, mistyped or of a workspace that is not open. */
export const linkGonePage = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Assay</title>
<style>
  :root { color-scheme: light dark; font: 15px/1.6 system-ui, sans-serif; }
  body { max-width: 34rem; margin: 18vh auto 0; padding: 0 1.5rem; }
  h1 { font-size: 1.25rem; }
  code { font-size: 0.9em; }
</style>
<main>
  <h1>This review link does not open anything</h1>
  <p>It may have been revoked or copied only in part, or the workspace is not open just now. Ask whoever sent it to you.
  What you answered and was not sent yet stays in this browser and is sent when you open a valid link.</p>
  <section lang="ja">
    <h1>このレビュー用リンクは開けません</h1>
    <p>取り消されたか、途中までしかコピーされていないか、ワークスペースが今は開かれていません。送ってくれた人に確認してください。
    まだ送信されていない回答はこのブラウザーに残り、有効なリンクを開くと送信されます。</p>
  </section>
</main>
</html>
`
