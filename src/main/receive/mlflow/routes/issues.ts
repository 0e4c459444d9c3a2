/** Issues: what clients found wrong in traces. */
import * as z from 'zod'
import { getIssue, type Issue, issueSeverities, issueStatuses, searchIssues } from '../../../store/issues.ts'
import { parseIssueFilter } from '../issue-filter.ts'
import { MlflowError } from '../mlflow-error.ts'
import { fromOffsetToken, toOffsetToken } from '../offset-token.ts'
import { defineRoute, field, type Route } from '../route.ts'

/** `SEARCH_ISSUES_DEFAULT_MAX_RESULTS` of `mlflow/store/tracking`. */
const defaultPageLength = 100
const maxPageLength = 50_000

/** Empty texts mean that nothing is given, as everywhere in protobuf. */
const optional = <Type extends z.ZodType>(type: Type) =>
  z.preprocess((value) => (value === '' || value === null ? undefined : value), type.optional())
const states = { status: optional(z.enum(issueStatuses)), severity: optional(z.enum(issueSeverities)) }

function toIssueJson(issue: Issue) {
  return {
    issue_id: issue.issueId,
    experiment_id: issue.experimentId,
    name: issue.name,
    description: issue.description,
    status: issue.status,
    ...(issue.severity === undefined ? {} : { severity: issue.severity }),
    root_causes: issue.rootCauses,
    categories: issue.categories,
    ...(issue.sourceRunId === undefined ? {} : { source_run_id: issue.sourceRunId }),
    ...(issue.createdBy === undefined ? {} : { created_by: issue.createdBy }),
    created_timestamp: issue.createdAtMs,
    last_updated_timestamp: issue.updatedAtMs,
    ...(issue.traceCount === undefined ? {} : { trace_count: issue.traceCount }),
  }
}

export const issueRoutes: readonly Route[] = [
  defineRoute({
    methods: 'POST',
    path: '/mlflow/issues',
    input: z.object({
      experiment_id: field.text,
      name: field.text,
      description: field.text,
      ...states,
      root_causes: field.texts,
      categories: field.texts,
      source_run_id: field.optionalText,
      created_by: field.optionalText,
    }),
    handle: async (fields, { backend }) => {
      const issue = await backend.write('createIssue', {
        experimentId: fields.experiment_id,
        name: fields.name,
        description: fields.description,
        status: fields.status,
        severity: fields.severity,
        rootCauses: fields.root_causes,
        categories: fields.categories,
        sourceRunId: fields.source_run_id,
        createdBy: fields.created_by,
      })
      return { issue: toIssueJson(issue) }
    },
  }),
  defineRoute({
    methods: ['POST', 'GET'],
    path: '/mlflow/issues/search',
    input: z.object({
      experiment_id: field.optionalText,
      filter_string: field.optionalText,
      max_results: field.optionalInteger,
      page_token: field.optionalText,
      include_trace_count: field.optionalFlag,
    }),
    handle: ({ experiment_id, filter_string, max_results, page_token, include_trace_count }, { backend }) => {
      const limit = max_results ?? defaultPageLength
      if (limit < 1 || limit > maxPageLength) {
        throw new MlflowError(
          'INVALID_PARAMETER_VALUE',
          `Invalid value for parameter 'max_results': it must be between 1 and ${maxPageLength}.`,
        )
      }
      if (experiment_id !== undefined && !/^\d{1,15}$/.test(experiment_id)) {
        throw new MlflowError('INVALID_PARAMETER_VALUE', 'Invalid experiment ID. It must be a whole number.')
      }
      const offset = fromOffsetToken(page_token)
      const issues = searchIssues(backend.db(), {
        experimentId: experiment_id,
        conditions: parseIssueFilter(filter_string),
        withTraceCount: include_trace_count ?? false,
        offset,
        // One more than asked for tells whether there is another page.
        limit: limit + 1,
      })
      return {
        issues: issues.slice(0, limit).map(toIssueJson),
        ...(issues.length > limit ? { next_page_token: toOffsetToken(offset + limit) } : {}),
      }
    },
  }),
  defineRoute({
    methods: 'GET',
    path: '/mlflow/issues/{issue_id}',
    input: z.object({ issue_id: field.text }),
    handle: ({ issue_id }, { backend }) => ({ issue: toIssueJson(getIssue(backend.db(), issue_id)) }),
  }),
  defineRoute({
    methods: 'PATCH',
    path: '/mlflow/issues/{issue_id}',
    input: z.object({
      issue_id: field.text,
      name: field.optionalText,
      description: field.optionalText,
      ...states,
    }),
    handle: async ({ issue_id, ...change }, { backend }) => ({
      issue: toIssueJson(await backend.write('updateIssue', { issueId: issue_id, ...change })),
    }),
  }),
]
