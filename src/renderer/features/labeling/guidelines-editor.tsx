import { SegmentedControl, Textarea } from '@mantine/core'
import { useId, useState } from 'react'
import { useT } from '../../i18n/i18n.ts'
import { SafeMarkdown } from '../../ui/markdown.tsx'
import css from './setup.module.css'

const mostCharacters = 100_000

/** What reviewers read before they begin: written as markdown, and as they will see it. */
export function GuidelinesEditor({ text, onChange }: { text: string; onChange: (text: string) => void }) {
  const t = useT()
  const id = useId()
  const [isPreview, setIsPreview] = useState(false)
  return (
    <div>
      <div className={css.editorHead}>
        <label htmlFor={id} className={css.label}>
          {t('labeling.guidelines.label')}
        </label>
        <SegmentedControl
          aria-label={t('labeling.guidelines.view')}
          value={isPreview ? 'preview' : 'write'}
          onChange={(value) => setIsPreview(value === 'preview')}
          data={[
            { value: 'write', label: t('labeling.guidelines.write') },
            { value: 'preview', label: t('labeling.guidelines.preview') },
          ]}
        />
      </div>
      <p className={css.hint}>{t('labeling.guidelines.hint')}</p>
      {isPreview ? (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a long text scrolls by keyboard only when it has the focus
        <section className={css.guidelines} aria-label={t('labeling.guidelines.preview')} tabIndex={0}>
          {text.trim() === '' ? (
            <p className={css.hint}>{t('labeling.guidelines.none')}</p>
          ) : (
            <SafeMarkdown text={text} />
          )}
        </section>
      ) : (
        <Textarea
          id={id}
          value={text}
          maxLength={mostCharacters}
          autosize
          minRows={10}
          maxRows={20}
          placeholder={t('labeling.guidelines.placeholder')}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      )}
    </div>
  )
}
