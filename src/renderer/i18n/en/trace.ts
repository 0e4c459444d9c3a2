export const trace = {}
