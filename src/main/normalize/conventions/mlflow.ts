/**
 * MLflow: every value is a JSON text of its own (`mlflow.spanType` is `"\"LLM\""`); chat content sits in the inputs
 * and outputs in the provider's shape. Source: MLflow `mlflow/tracing/constant.py`.
 */
import type { Convention } from '../convention.ts'

export const mlflow: Convention = {
  name: 'mlflow',
  marks: ['mlflow.'],
  keys: {
    type: { 'mlflow.spanType': 10 },
    conversation: { 'mlflow.chat.messages': 48 },
    input: { 'mlflow.spanInputs': 60 },
    output: { 'mlflow.spanOutputs': 60 },
    tools: { 'mlflow.chat.tools': 25 },
    usage: { 'mlflow.chat.tokenUsage': 15 },
    cost: { 'mlflow.llm.cost': 15 },
    model: { 'mlflow.llm.model': 42 },
    provider: { 'mlflow.llm.provider': 25 },
    sessionId: { 'mlflow.trace.session': 22, 'session.id': 20 },
    userId: { 'mlflow.trace.user': 22, 'user.id': 20 },
  },
  types: {
    llm: 'LLM',
    chat_model: 'CHAT_MODEL',
    chain: 'CHAIN',
    agent: 'AGENT',
    tool: 'TOOL',
    retriever: 'RETRIEVER',
    reranker: 'RERANKER',
    embedding: 'EMBEDDING',
    parser: 'PARSER',
    memory: 'MEMORY',
    workflow: 'WORKFLOW',
    task: 'TASK',
    guardrail: 'GUARDRAIL',
    evaluator: 'EVALUATOR',
  },
  keepsTypes: true,
  presence: {
    'mlflow.traceRequestId': { type: 'UNKNOWN', rank: 95 },
  },
  tagPrefixes: ['mlflow.traceTag.'],
}
