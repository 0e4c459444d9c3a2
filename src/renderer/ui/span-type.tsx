import {
  IconArrowsSort,
  IconBinaryTree,
  IconBrain,
  IconCheckbox,
  IconDatabase,
  IconFileSearch,
  IconGauge,
  IconGridDots,
  IconLink,
  IconMessageChatbot,
  IconPoint,
  IconRobot,
  IconShield,
  IconTextScan2,
  IconTool,
} from '@tabler/icons-react'
import { useT } from '../i18n/i18n.ts'
import css from './span-type.module.css'

const marks = {
  LLM: { Icon: IconBrain, hue: 'llm' },
  CHAT_MODEL: { Icon: IconMessageChatbot, hue: 'llm' },
  CHAIN: { Icon: IconLink, hue: 'chain' },
  AGENT: { Icon: IconRobot, hue: 'agent' },
  TOOL: { Icon: IconTool, hue: 'tool' },
  RETRIEVER: { Icon: IconFileSearch, hue: 'retriever' },
  RERANKER: { Icon: IconArrowsSort, hue: 'reranker' },
  EMBEDDING: { Icon: IconGridDots, hue: 'embedding' },
  PARSER: { Icon: IconTextScan2, hue: 'parser' },
  MEMORY: { Icon: IconDatabase, hue: 'memory' },
  WORKFLOW: { Icon: IconBinaryTree, hue: 'chain' },
  TASK: { Icon: IconCheckbox, hue: 'chain' },
  GUARDRAIL: { Icon: IconShield, hue: 'guardrail' },
  EVALUATOR: { Icon: IconGauge, hue: 'evaluator' },
  UNKNOWN: { Icon: IconPoint, hue: 'unknown' },
} as const

type KnownType = keyof typeof marks

function isKnown(type: string): type is KnownType {
  return Object.hasOwn(marks, type)
}

/** The CSS colour of a span type, for bars and marks. */
export function spanTypeColor(type: string): string {
  return `var(--assay-span-${marks[isKnown(type) ? type : 'UNKNOWN'].hue})`
}

/** The name of a span type in the language shown; an unknown one as the sender wrote it. */
export function useSpanTypeName(): (type: string) => string {
  const t = useT()
  return (type) => (isKnown(type) ? t(`common.spanType.${type}`) : type)
}

/** Icon of a span type in its hue, with its name for screen readers and on hover; `withName` writes it out. */
export function SpanTypeMark({ type, withName = false }: { type: string; withName?: boolean }) {
  const name = useSpanTypeName()(type)
  const { Icon } = marks[isKnown(type) ? type : 'UNKNOWN']
  const color = spanTypeColor(type)
  if (withName) {
    return (
      <span className={css.named} style={{ color }}>
        <Icon size={14} aria-hidden />
        {name}
      </span>
    )
  }
  return (
    <span className={css.mark} style={{ color }} title={name} role="img" aria-label={name}>
      <Icon size={14} aria-hidden />
    </span>
  )
}
