import { ReceiverStatus } from '../model/workspace.ts'
import { procedure } from './errors.ts'

export const receivers = {
  status: procedure.output(ReceiverStatus),
}
