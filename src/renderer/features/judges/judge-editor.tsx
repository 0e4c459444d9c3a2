/** Writing a judge, and trying it beside. */
import { Button, Group } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { useState } from 'react'
import type { Judge } from '../../../shared/model/judge.ts'
import { type Command, useCommands } from '../../app/commands.ts'
import { notifyDone, notifyFailure } from '../../app/notify.tsx'
import { navigate } from '../../app/routes.ts'
import { useWorkspace } from '../../app/workspace.ts'
import { client } from '../../data/client.ts'
import { useReviewerName } from '../../data/settings.ts'
import { useFormat } from '../../i18n/format.ts'
import { useT } from '../../i18n/i18n.ts'
import { KeyHint } from '../../ui/key-hint.tsx'
import { Panes } from '../../ui/panes.tsx'
import { findProblems, hasProblems, isSameDraft, type JudgeDraft, toDefinition } from './judge-draft.ts'
import { JudgeForm } from './judge-form.tsx'
import css from './judges.module.css'
import { keepDraft, useKeptDraft } from './kept-drafts.ts'
import { TryPanel } from './try-panel.tsx'

/** Where form and trial do not fit side by side. */
const littleRoom = '(max-width: 999px)'

export function JudgeEditor({
  draftKey,
  saved,
  judge,
}: {
  /** Under which what is not saved yet is kept. */
  draftKey: string
  saved: JudgeDraft
  /** Undefined for a new one. */
  judge: Judge | undefined
}) {
  const t = useT()
  const format = useFormat()
  const isReadOnly = useWorkspace()?.isReadOnly === true
  const hasLittleRoom = useMediaQuery(littleRoom, false, { getInitialValueInEffect: false })
  const reviewer = useReviewerName()
  const kept = useKeptDraft(draftKey)
  const draft = kept ?? saved
  const [isBusy, setIsBusy] = useState(false)
  /** Problems are told once somebody tried to save, but for those of a text that was begun. */
  const [isTold, setIsTold] = useState(false)
  const problems = findProblems(draft)
  const isChanged = !isSameDraft(draft, saved)
  const version = judge?.version ?? 0

  const save = async () => {
    if (isBusy || isReadOnly) return
    setIsTold(true)
    if (hasProblems(problems)) return
    if (judge !== undefined && !isChanged) {
      notifyDone(t('judges.form.unchanged'))
      return
    }
    setIsBusy(true)
    try {
      const made = await client.judges.save({
        ...(judge === undefined ? {} : { judgeId: judge.judgeId }),
        experimentId: draft.experimentId,
        name: draft.name.trim(),
        definition: toDefinition(draft),
        ...(draft.note.trim() === '' ? {} : { note: draft.note.trim() }),
        ...(reviewer === undefined || reviewer === '' ? {} : { createdBy: reviewer }),
      })
      keepDraft(draftKey, undefined)
      setIsTold(false)
      notifyDone(t('judges.form.saved', { name: made.name, number: format.number(made.version) }))
      if (judge === undefined) navigate({ screen: 'judges', judgeId: made.judgeId }, { replace: true })
    } catch (error) {
      notifyFailure(error)
    } finally {
      setIsBusy(false)
    }
  }
  useCommands(
    (): Command[] => [
      {
        id: 'judge.save',
        title: t('judges.command.save'),
        group: 'judges',
        keys: ['mod+s'],
        whileTyping: true,
        when: () => !isReadOnly,
        run: () => void save(),
      },
    ],
    [t, draft, saved, isBusy, isReadOnly, reviewer],
  )
  const form = (
    <section className={css.form} aria-label={t('judges.form.label')}>
      <JudgeForm
        draft={draft}
        problems={problems}
        isTold={isTold}
        isNew={judge === undefined}
        isReadOnly={isReadOnly}
        onChange={(change) => keepDraft(draftKey, { ...draft, ...change })}
      />
      <Group gap="sm" className={css.save}>
        <Button
          variant="filled"
          loading={isBusy}
          disabled={isReadOnly}
          rightSection={<KeyHint keys="mod+s" />}
          onClick={() => void save()}
        >
          {judge === undefined
            ? t('judges.form.save')
            : t('judges.form.saveVersion', { number: format.number(version + 1) })}
        </Button>
        {isChanged && judge !== undefined && (
          <>
            <Button
              onClick={() => {
                keepDraft(draftKey, undefined)
                notifyDone(t('judges.form.discarded'), {
                  label: t('common.undo'),
                  run: () => keepDraft(draftKey, draft),
                })
              }}
            >
              {t('judges.form.discard')}
            </Button>
            <span className={css.detail}>{t('judges.form.unsaved')}</span>
          </>
        )}
        {isReadOnly && <span className={css.detail}>{t('judges.readOnly')}</span>}
      </Group>
    </section>
  )
  const trial = <TryPanel draft={draft} problems={problems} />
  if (hasLittleRoom) {
    return (
      <div className={css.stacked}>
        {form}
        {trial}
      </div>
    )
  }
  return (
    <Panes
      id="judge"
      panes={[
        { id: 'form', content: form, defaultPercent: 58, minPx: 380, borderLabel: t('judges.try.title') },
        { id: 'try', content: trial, defaultPercent: 42, minPx: 300 },
      ]}
    />
  )
}
