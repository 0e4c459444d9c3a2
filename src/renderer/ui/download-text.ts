/** A small text as a file, in a window and a browser tab alike: both save what a link with `download` leads to. */
export function downloadText(fileName: string, text: string, type: string): void {
  const url = URL.createObjectURL(new Blob([text], { type }))
  const link = document.createElement('a')
  link.href = url
  link.download = fileName
  link.click()
  // The download has taken hold of the content by then.
  setTimeout(() => URL.revokeObjectURL(url), 60_000)
}

/** Text of a file that is chosen; undefined when none is. */
export function pickText(accept: string): Promise<string | undefined> {
  return new Promise((resolve, reject) => {
    const input = document.createElement('input')
    input.type = 'file'
    input.accept = accept
    input.onchange = () => {
      const file = input.files?.[0]
      if (file === undefined) resolve(undefined)
      else file.text().then(resolve, reject)
    }
    input.oncancel = () => resolve(undefined)
    input.click()
  })
}
