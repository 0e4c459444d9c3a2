import { useRemembered } from '../data/settings.ts'

function parseFlag(stored: unknown): boolean | undefined {
  return typeof stored === 'boolean' ? stored : undefined
}

/** Whether the labeling screen has the window to itself, without rail and status bar. */
export function useDistractionFree(): [boolean, (isOn: boolean) => void] {
  return useRemembered<boolean>('label.isDistractionFree', false, parseFlag)
}
