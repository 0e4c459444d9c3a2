/** Texts of what the main process shows itself: menu and crash dialog. The page has its own. */
export interface ShellTexts {
  file: string
  newWorkspace: string
  openWorkspace: string
  openRecent: string
  noRecent: string
  closeWorkspace: string
  backup: string
  import: string
  export: string
  settings: string
  quit: string
  edit: string
  undo: string
  redo: string
  cut: string
  copy: string
  paste: string
  selectAll: string
  view: string
  palette: string
  connect: string
  reload: string
  actualSize: string
  zoomIn: string
  zoomOut: string
  fullScreen: string
  developerTools: string
  window: string
  minimize: string
  help: string
  keys: string
  about: string
  engineStopped: string
  engineStoppedDetail: string
  goOn: string
}

const en: ShellTexts = {
  file: 'File',
  newWorkspace: 'New workspace…',
  openWorkspace: 'Open workspace…',
  openRecent: 'Open recent',
  noRecent: 'No recent workspaces',
  closeWorkspace: 'Close workspace',
  backup: 'Back up workspace…',
  import: 'Import…',
  export: 'Export…',
  settings: 'Settings…',
  quit: 'Quit Assay',
  edit: 'Edit',
  undo: 'Undo',
  redo: 'Redo',
  cut: 'Cut',
  copy: 'Copy',
  paste: 'Paste',
  selectAll: 'Select all',
  view: 'View',
  palette: 'Command palette…',
  connect: 'Connect an app…',
  reload: 'Reload',
  actualSize: 'Actual size',
  zoomIn: 'Zoom in',
  zoomOut: 'Zoom out',
  fullScreen: 'Full screen',
  developerTools: 'Developer tools',
  window: 'Window',
  minimize: 'Minimize',
  help: 'Help',
  keys: 'Keyboard shortcuts',
  about: 'About Assay',
  engineStopped: 'Assay had to restart its engine',
  engineStoppedDetail:
    'Everything saved before is still there. Running imports and exports were stopped; start them again.',
  goOn: 'Continue',
}

const ja: ShellTexts = {
  file: 'ファイル',
  newWorkspace: '新規ワークスペース…',
  openWorkspace: 'ワークスペースを開く…',
  openRecent: '最近使ったワークスペース',
  noRecent: '最近使ったワークスペースはありません',
  closeWorkspace: 'ワークスペースを閉じる',
  backup: 'ワークスペースをバックアップ…',
  import: 'インポート…',
  export: 'エクスポート…',
  settings: '設定…',
  quit: 'Assay を終了',
  edit: '編集',
  undo: '取り消す',
  redo: 'やり直す',
  cut: '切り取り',
  copy: 'コピー',
  paste: '貼り付け',
  selectAll: 'すべて選択',
  view: '表示',
  palette: 'コマンドパレット…',
  connect: 'アプリを接続…',
  reload: '再読み込み',
  actualSize: '実際のサイズ',
  zoomIn: '拡大',
  zoomOut: '縮小',
  fullScreen: '全画面表示',
  developerTools: '開発者ツール',
  window: 'ウインドウ',
  minimize: '最小化',
  help: 'ヘルプ',
  keys: 'キーボードショートカット',
  about: 'Assay について',
  engineStopped: 'Assay のエンジンを再起動しました',
  engineStoppedDetail:
    'これまでに保存した内容は失われていません。実行中のインポートとエクスポートは中断されました。必要であればもう一度実行してください。',
  goOn: '続ける',
}

/** Texts for a language setting; `system` follows the system's locale, such as `ja-JP`. */
export function shellTexts(language: 'system' | 'en' | 'ja', locale: string): ShellTexts {
  const chosen = language === 'system' ? locale.slice(0, 2).toLowerCase() : language
  return chosen === 'ja' ? ja : en
}
