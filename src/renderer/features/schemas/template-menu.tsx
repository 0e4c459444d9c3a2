import { Button, Menu } from '@mantine/core'
import { IconTemplate } from '@tabler/icons-react'
import { useState } from 'react'
import { useT } from '../../i18n/i18n.ts'
import { useAnswerText } from './answer-text.ts'
import { draftInput } from './schema-draft.ts'
import { type TemplateId, templateDraft, templateIds } from './schema-templates.ts'

/** Questions to start from. */
export function TemplateMenu({ isDisabled, onChoose }: { isDisabled: boolean; onChoose: (id: TemplateId) => void }) {
  const t = useT()
  const answerText = useAnswerText()
  // Escape leads back to the button; what was chosen opens a form, which has the focus then.
  const [isChosen, setIsChosen] = useState(false)
  return (
    <Menu position="bottom-end" returnFocus={!isChosen} onOpen={() => setIsChosen(false)}>
      <Menu.Target>
        <Button leftSection={<IconTemplate size={14} aria-hidden />} disabled={isDisabled}>
          {t('schemas.templates')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {templateIds.map((id) => {
          const input = draftInput(templateDraft(id, '0'))
          return (
            <Menu.Item
              key={id}
              rightSection={input === undefined ? undefined : answerText(input).kind}
              onClick={() => {
                setIsChosen(true)
                onChoose(id)
              }}
            >
              {t(`schemas.template.${id}.label`)}
            </Menu.Item>
          )
        })}
      </Menu.Dropdown>
    </Menu>
  )
}
