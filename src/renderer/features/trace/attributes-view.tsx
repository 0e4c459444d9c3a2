import { TextInput } from '@mantine/core'
import { useMemo, useState } from 'react'
import type { SpanDetail } from '../../../shared/model/trace.ts'
import { useT } from '../../i18n/i18n.ts'
import { CopyButton } from '../../ui/copy-button.tsx'
import { JsonTree } from '../../ui/json-tree.tsx'
import { parseAttribute, toPlainJson } from './attribute-values.ts'
import { LongText } from './long-text.tsx'
import css from './span-pane.module.css'
import type { SpanRef } from './span-text-limit.ts'

type Attributes = SpanDetail['attributes']

/** With fewer attributes than this a filter is only in the way. */
const filterFrom = 8

/** Attributes exactly as received, each with its OTLP type. `path` says where they lie in the span's detail. */
export function AttributesTable({
  attributes,
  label,
  span,
  path,
}: {
  attributes: Attributes
  label: string
  span: SpanRef
  path: readonly (string | number)[]
}) {
  const t = useT()
  const [text, setText] = useState('')
  const wanted = text.trim().toLocaleLowerCase()
  const shown = useMemo(
    () =>
      attributes
        .map((attribute, index) => ({ ...attribute, index, parsed: parseAttribute(attribute.value) }))
        .filter(
          ({ key, parsed }) =>
            wanted === '' ||
            key.toLocaleLowerCase().includes(wanted) ||
            (parsed.json === undefined ? parsed.text : JSON.stringify(parsed.json))
              .toLocaleLowerCase()
              .includes(wanted),
        ),
    [attributes, wanted],
  )
  if (attributes.length === 0) return <p className={css.note}>{t('trace.attribute.none')}</p>
  return (
    <>
      {attributes.length >= filterFrom && (
        <TextInput
          type="search"
          className={css.attributeFilter}
          aria-label={t('trace.attribute.filter')}
          placeholder={t('trace.attribute.filter')}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
      )}
      <table className={css.attributes} aria-label={label}>
        <thead>
          <tr>
            <th scope="col">{t('trace.attribute.key')}</th>
            <th scope="col">{t('trace.attribute.value')}</th>
            <th scope="col">{t('trace.attribute.type')}</th>
          </tr>
        </thead>
        <tbody>
          {shown.map(({ key, value, index, parsed }) => (
            <tr key={index}>
              <th scope="row">{key}</th>
              <td>
                {parsed.json === undefined ? (
                  <LongText
                    text={parsed.text}
                    isMono
                    source={{ span, path: [...path, index, 'value', 'stringValue'] }}
                  />
                ) : (
                  <JsonTree value={parsed.json} label={key} />
                )}
                {parsed.json === undefined && (
                  <span className={css.attributeCopy}>
                    <CopyButton
                      text={() => String(toPlainJson(value))}
                      name={`${t('common.copy')}: ${key}`}
                      tabIndex={-1}
                    />
                  </span>
                )}
              </td>
              <td>{parsed.type}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {shown.length === 0 && <p className={css.note}>{t('trace.attribute.noMatch')}</p>}
    </>
  )
}
