/** Replaces what must not leave in every text of a package. */
import { createContext, Script } from 'node:vm'
import { AppError } from '../../shared/model/error.ts'
import { type Redaction, type RedactionCounts, RedactionKind } from '../../shared/model/handover.ts'
import type { Json } from '../../shared/model/json.ts'
import { setOwn } from '../formats/any-value.ts'
import { type Detector, detectors, isCardNumber } from './detectors.ts'
import { isDeeper } from './json-depth.ts'

/** Longest that own expressions may take over one trace. */
const patternMs = 5_000
/** JSON inside of texts inside of JSON. */
const maxLayers = 8
/** Deeper JSON is read as text. */
const maxDepth = 500

/** One replacement, as it happens. */
export interface Replaced {
  kind: RedactionKind
  /** The text that it stands in, with what was replaced in it before. */
  text: string
  at: number
  found: string
  replacement: string
}

export interface Redactor {
  /** Nothing is looked for. */
  isIdle: boolean
  text(text: string): string
  /** Also in keys; the shape stays. */
  value(value: Json): Json
  counts: RedactionCounts
  /**
   * Runs what redacts a trace, ended when own expressions take too long over it.
   *
   * @throws AppError INVALID_INPUT with `details.pattern`, the index of the expression
   */
  guarded<T>(work: () => T): T
}

interface Rule {
  kind: RedactionKind
  detector: Detector
  /** Of an own expression. */
  index?: number
}

/** @throws AppError INVALID_INPUT with `details.pattern`, the index of an expression that cannot be read */
export function createRedactor(redaction: Redaction, onReplaced?: (replaced: Replaced) => void): Redactor {
  const rules: Rule[] = [
    ...redaction.patterns.map((pattern, index) => ({
      kind: 'pattern' as const,
      detector: { pattern: compile(pattern, index) },
      index,
    })),
    ...redaction.detectors
      .toSorted((a, b) => order.indexOf(a) - order.indexOf(b))
      .flatMap((kind) => detectors[kind].map((detector) => ({ kind, detector }))),
    ...namePatterns(redaction.names).map((pattern) => ({ kind: 'name' as const, detector: { pattern } })),
  ]
  const counts = Object.fromEntries(RedactionKind.options.map((kind) => [kind, 0])) as RedactionCounts
  const hasCards = redaction.detectors.includes('card')
  let running: number | undefined

  function plain(text: string, skipNames = false): string {
    let result = text
    for (const { kind, detector, index } of rules) {
      if (skipNames && (kind === 'name' || kind === 'pattern')) continue
      running = index
      result = result.replace(detector.pattern, (found: string, ...more: unknown[]) => {
        if (found === '' || detector.isMeant?.(found) === false) return found
        counts[kind]++
        const replacement = kind === 'pattern' ? '[redacted]' : `[${kind}]`
        // After the groups, of which there are as many as the expression has.
        const at = more.find((each) => typeof each === 'number') as number
        onReplaced?.({ kind, text: more[more.indexOf(at) + 1] as string, at, found, replacement })
        return replacement
      })
    }
    running = undefined
    return result
  }

  function text(given: string, layer: number): string {
    if (rules.length === 0 || given === '') return given
    if (/^data:[^,]{0,200};base64,/.test(given)) return given
    const inner = layer < maxLayers ? parseContainer(given) : undefined
    if (inner === undefined) return plain(given)
    // Escapes in it would hide what is meant; what has nothing of it stays as it was written.
    const before = totalOf(counts)
    const redacted = value(inner, layer + 1)
    return totalOf(counts) === before ? given : JSON.stringify(redacted)
  }

  function value(given: Json, layer: number): Json {
    if (typeof given === 'string') return text(given, layer)
    if (typeof given === 'number') {
      if (!hasCards || !Number.isSafeInteger(given) || given < 1e12 || !/^[2-6]/.test(String(given))) return given
      if (!isCardNumber(String(given))) return given
      counts.card++
      onReplaced?.({ kind: 'card', text: String(given), at: 0, found: String(given), replacement: '[card]' })
      return '[card]'
    }
    if (Array.isArray(given)) return given.map((item) => value(item, layer))
    if (typeof given !== 'object' || given === null) return given
    const result: Record<string, Json> = {}
    for (const [key, item] of Object.entries(given)) {
      // A key that looks like one is part of the form, whatever it is called.
      setOwn(result, /^[A-Za-z_][\w.$-]*$/.test(key) ? plain(key, true) : plain(key), value(item, layer))
    }
    return result
  }

  return {
    isIdle: rules.length === 0,
    text: (given) => text(given, 0),
    value: (given) => value(given, 0),
    counts,
    guarded(work) {
      if (redaction.patterns.length === 0) return work()
      return withTimeout(work, () => {
        throw new AppError('INVALID_INPUT', 'One of the expressions takes too long. Write it more simply.', {
          details: { pattern: running ?? -1, reason: 'slowPattern' },
        })
      })
    },
  }
}

const order = Object.keys(detectors)

const totalOf = (counts: RedactionCounts): number => RedactionKind.options.reduce((sum, kind) => sum + counts[kind], 0)

function compile(pattern: string, index: number): RegExp {
  try {
    return new RegExp(pattern, 'giu')
  } catch {
    // Without `u` more is forgiven, such as an escaped hyphen.
  }
  try {
    return new RegExp(pattern, 'gi')
  } catch (cause) {
    throw new AppError('INVALID_INPUT', 'An expression cannot be read. It has the form of JavaScript.', {
      cause,
      details: { pattern: index, reason: 'badPattern' },
    })
  }
}

/** Some hundred names to an expression, the longest first. */
function namePatterns(names: readonly string[]): RegExp[] {
  const sorted = [...new Set(names.map((name) => name.normalize('NFC')))].toSorted((a, b) => b.length - a.length)
  const patterns: RegExp[] = []
  for (let at = 0; at < sorted.length; at += 500) {
    patterns.push(
      new RegExp(
        sorted
          .slice(at, at + 500)
          .map(namePattern)
          .join('|'),
        'giu',
      ),
    )
  }
  return patterns
}

/** Chinese and Japanese have no spaces between words; elsewhere "Ann" is not in "planning". */
const unspaced = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u

function namePattern(name: string): string {
  const escaped = name.replaceAll(/[\\^$.*+?()[\]{}|/]/g, '\\$&').replaceAll(/\s+/g, '\\s+')
  const [first, last] = [[...name][0] ?? '', [...name].at(-1) ?? '']
  const before = unspaced.test(first) ? '' : '(?<![\\p{L}\\p{N}])'
  const after = unspaced.test(last) ? '' : '(?![\\p{L}\\p{N}])'
  return `${before}${escaped}${after}`
}

/** The object, list or text that a text is the JSON of. */
function parseContainer(text: string): Json | undefined {
  const first = text.trimStart()[0]
  if (first !== '{' && first !== '[' && first !== '"') return undefined
  if (isDeeper(text, maxDepth)) return undefined
  try {
    return JSON.parse(text) as Json
  } catch {
    return undefined
  }
}

const script = new Script('run()')

/** Of all that runs on one thread only this can interrupt an expression that backtracks for ever. */
function withTimeout<T>(work: () => T, onTimeout: () => never): T {
  let outcome: { value: T } | { error: unknown } | undefined
  const run = () => {
    try {
      outcome = { value: work() }
    } catch (error) {
      outcome = { error }
    }
  }
  try {
    script.runInContext(createContext({ run }), { timeout: patternMs })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_SCRIPT_EXECUTION_TIMEOUT') return onTimeout()
    throw error
  }
  if (outcome === undefined) return onTimeout()
  if ('error' in outcome) throw outcome.error
  return outcome.value
}
