export const assessments = {}
