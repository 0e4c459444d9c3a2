export const palette = {
  title: 'Commands',
  placeholder: 'Type a command…',
  nothing: 'No command fits.',
}
