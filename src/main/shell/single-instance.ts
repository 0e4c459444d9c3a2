import { app } from 'electron'
import { filesOfArguments } from './argument-files.ts'

/**
 * True for the first Assay of this person; a later start hands its files to the first and should quit.
 * `onSecond` is told of every later start.
 */
export function becomeSingleInstance(onSecond: (files: string[]) => void): boolean {
  if (!app.requestSingleInstanceLock()) return false
  app.on('second-instance', (_event, argv, folder) => onSecond(filesOfArguments(argv, folder)))
  return true
}
