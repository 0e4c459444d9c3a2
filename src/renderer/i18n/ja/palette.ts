import type { palette as english } from '../en/palette.ts'
import type { SameKeys } from '../shape.ts'

export const palette: SameKeys<typeof english> = {
  title: 'コマンド',
  placeholder: 'コマンドを入力…',
  nothing: '該当するコマンドがありません。',
}
