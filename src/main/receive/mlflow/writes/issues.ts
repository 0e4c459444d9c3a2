/** What clients change of issues. */
import {
  createIssue as createStoredIssue,
  type Issue,
  type IssueChange,
  type NewIssue,
  updateIssue as updateStoredIssue,
} from '../../../store/issues.ts'
import type { WriteContext } from '../write-context.ts'

function createIssue({ db, nowMs }: WriteContext, input: NewIssue): Issue {
  return createStoredIssue(db, input, nowMs)
}

function updateIssue({ db, nowMs }: WriteContext, { issueId, ...change }: IssueChange & { issueId: string }): Issue {
  return updateStoredIssue(db, issueId, change, nowMs)
}

export const issueWrites = { createIssue, updateIssue }
