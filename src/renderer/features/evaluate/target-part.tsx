import { SegmentedControl } from '@mantine/core'
import type { Target } from '../../../shared/model/target.ts'
import { countEmptyPlaces } from '../../../shared/model/template-places.ts'
import { useT } from '../../i18n/i18n.ts'
import { type TargetDraft, targetKinds } from './draft.ts'
import { EmptyPlaces } from './empty-places.tsx'
import css from './evaluate.module.css'
import { Part } from './part.tsx'
import { SavedTargets } from './saved-targets.tsx'
import { ChatFields, CommandFields, HttpFields, ModuleFields } from './target-fields.tsx'
import { TryRow } from './try-row.tsx'
import type { Sample } from './use-sample.ts'

/** What is called for each row, with a try on one of them. */
export function TargetPart({
  draft,
  target,
  sample,
  onChange,
  onTried,
}: {
  draft: TargetDraft
  /** Undefined while something in it is wrong. */
  target: Target | undefined
  sample: Sample
  onChange: (change: Partial<TargetDraft>) => void
  /** Asks for the problems of the target, as it was tried with them. */
  onTried: () => void
}) {
  const t = useT()
  const fields = { draft, onChange }
  return (
    <Part
      title={t('evaluate.target.title')}
      tools={<SavedTargets draft={draft} target={target} onChange={onChange} onTried={onTried} />}
    >
      <SegmentedControl
        aria-label={t('evaluate.target.label')}
        data={targetKinds.map((kind) => ({ value: kind, label: t(`evaluate.target.${kind}`) }))}
        value={draft.kind}
        onChange={(kind) => onChange({ kind: kind as TargetDraft['kind'] })}
      />
      <p className={css.hint}>{t(`evaluate.target.about.${draft.kind}`)}</p>
      {draft.kind === 'chat' && <ChatFields {...fields} />}
      {draft.kind === 'http' && <HttpFields {...fields} />}
      {draft.kind === 'command' && <CommandFields {...fields} />}
      {draft.kind === 'module' && <ModuleFields {...fields} />}
      {target !== undefined && <EmptyPlaces places={countEmptyPlaces(target, sample.rows)} rows={sample.rows.length} />}
      {draft.kind !== 'recorded' && <TryRow target={target} sample={sample} onTried={onTried} />}
    </Part>
  )
}
