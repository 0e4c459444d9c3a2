/** What clients change of logged models. */
import {
  createLoggedModel as createStored,
  deleteLoggedModel as deleteStored,
  deleteLoggedModelTag as deleteStoredTag,
  finalizeLoggedModel as finalizeStored,
  type LoggedModelStatus,
  logLoggedModelParams as logStoredParams,
  type NewLoggedModel,
  setLoggedModelTags as setStoredTags,
} from '../../../store/logged-models.ts'
import { type LoggedModelJson, toLoggedModelJson } from '../logged-model-json.ts'
import type { WriteContext } from '../write-context.ts'

interface ModelRef {
  modelId: string
}
type Texts = Record<string, string>

function createLoggedModel({ db, nowMs }: WriteContext, input: NewLoggedModel): LoggedModelJson {
  return toLoggedModelJson(createStored(db, input, nowMs))
}

function finalizeLoggedModel(
  { db, nowMs }: WriteContext,
  { modelId, status }: ModelRef & { status: LoggedModelStatus },
): LoggedModelJson {
  return toLoggedModelJson(finalizeStored(db, modelId, status, nowMs))
}

function deleteLoggedModel({ db, nowMs }: WriteContext, { modelId }: ModelRef): void {
  deleteStored(db, modelId, nowMs)
}

function setLoggedModelTags({ db }: WriteContext, { modelId, tags }: ModelRef & { tags: Texts }): void {
  setStoredTags(db, modelId, tags)
}

function deleteLoggedModelTag({ db }: WriteContext, { modelId, key }: ModelRef & { key: string }): void {
  deleteStoredTag(db, modelId, key)
}

function logLoggedModelParams({ db }: WriteContext, { modelId, params }: ModelRef & { params: Texts }): void {
  logStoredParams(db, modelId, params)
}

export const loggedModelWrites = {
  createLoggedModel,
  finalizeLoggedModel,
  deleteLoggedModel,
  setLoggedModelTags,
  deleteLoggedModelTag,
  logLoggedModelParams,
}
