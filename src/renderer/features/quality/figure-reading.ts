/**
 * What a figure of agreement allows one to say, as codes with a sentence each in the texts. No label such as "substantial": where
 * such labels begin is arbitrary (Landis and Koch say so of their own), while an interval against chance is not. Pure.
 */
import type { AgreementFigure, QuestionAgreement } from '../../../shared/model/label-quality.ts'

export type FigureReading =
  | 'noPairs'
  | 'oneCategory'
  | 'unequalRaters'
  | 'share'
  | 'shareAlone'
  | 'overlap'
  | 'overlapAlone'
  | 'noInterval'
  | 'perfect'
  | 'wellAbove'
  | 'above'
  | 'unclear'
  | 'below'
  | 'prevalent'

/** An interval that stays above this lies well above chance: 0 is chance, 1 is full agreement. */
const wellAboveFrom = 0.4
/** An interval as wide as this leaves most of the scale open. */
const wideFrom = 0.4
/** With fewer items a bootstrap interval tends to be too narrow. */
const fewItems = 20
/** So much of all answers is one and the same that chance alone makes most pairs equal. */
const prevalentFrom = 0.75
/** Apart by this much, share of equal answers and kappa seem to contradict each other. */
const apartFrom = 0.25

/** Shares, which nothing is taken off for chance. */
export const isShare = (kind: AgreementFigure['kind']): boolean => kind === 'percent' || kind === 'spanF1'

/** @param isPrevalent nearly all answers to the question are one and the same (`findPrevalence`): then a low kappa or alpha says little */
export function readFigure(figure: AgreementFigure, isPrevalent = false): FigureReading {
  const { kind, value, low, high, reason } = figure
  if (value === undefined) return reason ?? 'noPairs'
  const hasInterval = low !== undefined && high !== undefined
  if (kind === 'spanF1') return hasInterval ? 'overlap' : 'overlapAlone'
  if (isShare(kind)) return hasInterval ? 'share' : 'shareAlone'
  if (!hasInterval) return 'noInterval'
  if (low === 1) return 'perfect'
  if (low <= 0 && isPrevalent && suffersFromPrevalence(kind)) return 'prevalent'
  if (high < 0) return 'below'
  if (low <= 0) return 'unclear'
  return low >= wellAboveFrom ? 'wellAbove' : 'above'
}

/** Gwet's coefficients were made not to. */
const suffersFromPrevalence = (kind: AgreementFigure['kind']): boolean => kind !== 'gwet' && !isShare(kind)

export type QuestionNote =
  | { code: 'prevalence'; answer: QuestionAgreement['distribution'][number]['answer']; share: number }
  | { code: 'few' | 'wide' | 'freeText' | 'oneAnswer' }

/** What has to be known of a question before its figures are compared. */
export function notesOf(question: QuestionAgreement): QuestionNote[] {
  const notes: QuestionNote[] = []
  const percent = findFigure(question, 'percent')
  const main = mainFigure(question)
  if (question.scale === 'none' && percent?.value !== undefined) notes.push({ code: 'freeText' })
  const prevalence = findPrevalence(question)
  if (prevalence !== undefined) notes.push({ code: 'prevalence', ...prevalence })
  if (main?.reason === 'oneCategory') notes.push({ code: 'oneAnswer' })
  if (percent?.value !== undefined && percent.unitCount < fewItems) notes.push({ code: 'few' })
  else if (main?.low !== undefined && main.high !== undefined && main.high - main.low >= wideFrom) {
    notes.push({ code: 'wide' })
  }
  return notes
}

/** The answer that nearly all are, where that makes kappa and the share of equal answers seem to contradict each other. */
export function findPrevalence(question: QuestionAgreement) {
  const top = commonestAnswer(question)
  const percent = findFigure(question, 'percent')?.value
  const kappa = findFigure(question, 'cohen', 'fleiss', 'krippendorff')?.value
  const isApart = percent !== undefined && kappa !== undefined && percent - kappa >= apartFrom
  return top !== undefined && top.share >= prevalentFrom && isApart ? top : undefined
}

function findFigure({ figures }: QuestionAgreement, ...kinds: AgreementFigure['kind'][]): AgreementFigure | undefined {
  return figures.find(({ kind, value }) => kinds.includes(kind) && value !== undefined)
}

function commonestAnswer({ distribution }: QuestionAgreement) {
  const totals = distribution.map(({ answer, counts }) => ({ answer, total: counts.reduce((a, b) => a + b, 0) }))
  const all = totals.reduce((sum, { total }) => sum + total, 0)
  const top = totals.toSorted((a, b) => b.total - a.total)[0]
  return top === undefined || all === 0 ? undefined : { answer: top.answer, share: top.total / all }
}

/**
 * The figure that stands for a question beside others: Krippendorff's alpha, which allows for gaps and any number of reviewers; for
 * highlights how far they overlap; for rankings Kendall's tau; else the share of equal answers.
 */
export function mainFigure(question: QuestionAgreement): AgreementFigure | undefined {
  const find = (wanted: AgreementFigure['kind']) => question.figures.find(({ kind }) => kind === wanted)
  return find('krippendorff') ?? find('spanF1') ?? find('kendall') ?? find('percent')
}

/** How the questions of a session stand against chance. */
export type Standing = 'above' | 'unclear' | 'below' | 'prevalent' | 'unknown'

export function standingOf(question: QuestionAgreement): Standing {
  const figure = mainFigure(question)
  if (figure === undefined || isShare(figure.kind)) return 'unknown'
  const reading = readFigure(figure, findPrevalence(question) !== undefined)
  switch (reading) {
    case 'perfect':
    case 'wellAbove':
    case 'above':
      return 'above'
    case 'unclear':
    case 'below':
    case 'prevalent':
      return reading
    default:
      return 'unknown'
  }
}

/** The questions of each standing, those that ask for something to be done first. Standings without a question are left out. */
export function groupByStanding(
  questions: readonly QuestionAgreement[],
): { standing: Standing; questions: QuestionAgreement[] }[] {
  const order: readonly Standing[] = ['below', 'unclear', 'prevalent', 'unknown', 'above']
  return order
    .map((standing) => ({ standing, questions: questions.filter((question) => standingOf(question) === standing) }))
    .filter((group) => group.questions.length > 0)
}
