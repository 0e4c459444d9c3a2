export const evaluations = {
  title: 'Evaluations',
}
