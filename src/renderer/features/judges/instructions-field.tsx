import { Button, Textarea, Tooltip } from '@mantine/core'
import { useRef } from 'react'
import { flushSync } from 'react-dom'
import { judgeVariables, showVariables } from '../../../shared/model/judge-instructions.ts'
import { useT } from '../../i18n/i18n.ts'
import type { DraftProblems, JudgeDraft } from './judge-draft.ts'
import css from './judges.module.css'

/** Where the places stand that a judge of rows, and one of conversations, can be shown. */
const forRows = judgeVariables.filter((each) => each !== 'conversation')
const forConversations = judgeVariables.filter((each) => each === 'conversation' || each === 'expectations')

/** The text of a judge, with its places to insert, checked while it is written. */
export function InstructionsField({
  draft,
  problems,
  isTold,
  onChange,
}: {
  draft: JudgeDraft
  problems: DraftProblems
  isTold: boolean
  onChange: (change: Partial<JudgeDraft>) => void
}) {
  const t = useT()
  const field = useRef<HTMLTextAreaElement>(null)
  const { instructions, isMultiTurn } = draft
  const insert = (word: string) => {
    const { selectionStart, selectionEnd } = field.current ?? { selectionStart: 0, selectionEnd: 0 }
    const place = `{{ ${word} }}`
    flushSync(() =>
      onChange({ instructions: `${instructions.slice(0, selectionStart)}${place}${instructions.slice(selectionEnd)}` }),
    )
    field.current?.focus()
    field.current?.setSelectionRange(selectionStart + place.length, selectionStart + place.length)
  }
  const problem = problems.instructions
  // What was not begun yet is no mistake.
  const isShown = problem !== undefined && (isTold || instructions.trim() !== '')
  return (
    <div>
      <Textarea
        ref={field}
        label={t('judges.form.instructions')}
        description={t('judges.form.instructionsHint')}
        value={instructions}
        autosize
        minRows={8}
        maxRows={24}
        maxLength={50_000}
        classNames={{ input: css.instructions as string }}
        error={isShown ? t(`judges.problem.${problem}`, { words: showVariables(problems.words) }) : undefined}
        onChange={(event) => onChange({ instructions: event.currentTarget.value })}
      />
      <div className={css.words}>
        {(isMultiTurn ? forConversations : forRows).map((word) => (
          <Tooltip key={word} label={t(`judges.variable.${word}`)}>
            <Button
              size="compact-sm"
              className={css.word}
              aria-label={t('judges.form.insert', { word: `{{ ${word} }}` })}
              onClick={() => insert(word)}
            >
              {`{{ ${word} }}`}
            </Button>
          </Tooltip>
        ))}
      </div>
    </div>
  )
}
