/**
 * Every attribute key that must be understood, written down apart from the tables: two keys that ran together in a
 * table (a missing comma did that in another project) would be read by nobody and miss here.
 */
const list = (text: string) => text.trim().split(/\s+/)

export const expectedKeys: Record<string, string[]> = {
  shared: list('session.id user.id input output'),
  otelGenAi: list(`
    gen_ai.operation.name gen_ai.input.messages gen_ai.output.messages gen_ai.system_instructions
    gen_ai.response.finish_reasons gen_ai.tool.definitions gen_ai.retrieval.documents gen_ai.retrieval.query.text
    gen_ai.tool.name gen_ai.tool.call.id gen_ai.tool.call.arguments gen_ai.tool.call.result
    gen_ai.usage.input_tokens gen_ai.usage.output_tokens gen_ai.usage.total_tokens
    gen_ai.usage.cache_read.input_tokens gen_ai.usage.cache_creation.input_tokens
    gen_ai.usage.reasoning.output_tokens gen_ai.usage.cost gen_ai.response.model gen_ai.request.model
    gen_ai.provider.name gen_ai.conversation.id`),
  otelGenAiDeprecated: list(`
    gen_ai.prompt gen_ai.completion gen_ai.usage.prompt_tokens gen_ai.usage.completion_tokens
    gen_ai.usage.cache_read_input_tokens gen_ai.usage.cache_creation_input_tokens gen_ai.usage.reasoning_tokens
    gen_ai.system`),
  openInference: list(`
    openinference.span.kind input.value input.mime_type output.value output.mime_type
    llm.prompts llm.tools llm.finish_reason llm.invocation_parameters llm.provider llm.system
    llm.model_name llm.request.model_name llm.response.model_name
    llm.token_count.prompt llm.token_count.completion llm.token_count.total
    llm.token_count.prompt_details.cache_read llm.token_count.prompt_details.cache_write
    llm.token_count.completion_details.reasoning llm.cost.prompt llm.cost.completion llm.cost.total
    embedding.model_name embedding.invocation_parameters reranker.model_name reranker.query
    tool.name tool.id tool.parameters tool_call.id tool_call.function.arguments tag.tags`),
  mlflow: list(`
    mlflow.spanType mlflow.spanInputs mlflow.spanOutputs mlflow.chat.messages mlflow.chat.tools
    mlflow.chat.tokenUsage mlflow.llm.cost mlflow.llm.model mlflow.llm.provider
    mlflow.trace.session mlflow.trace.user`),
  langfuse: list(`
    langfuse.observation.type langfuse.observation.input langfuse.observation.output
    langfuse.trace.input langfuse.trace.output langfuse.observation.usage_details
    langfuse.observation.cost_details langfuse.observation.model.name langfuse.observation.model.parameters
    langfuse.session.id langfuse.user.id langfuse.observation.metadata.langfuse_session_id
    langfuse.observation.metadata.langfuse_user_id langfuse.trace.tags`),
  langsmith: list(`
    langsmith.span.kind langsmith.usage_metadata langsmith.metadata.ls_model_name langsmith.metadata.ls_provider
    langsmith.metadata.thread_id langsmith.metadata.session_id langsmith.metadata.conversation_id
    langsmith.metadata.user_id langsmith.span.tags`),
  googleAdk: list(`
    gcp.vertex.agent.llm_request gcp.vertex.agent.llm_response gcp.vertex.agent.data
    gcp.vertex.agent.tool_call_args gcp.vertex.agent.tool_response gcp.vertex.agent.session_id`),
  vercelAi: list(`
    ai.operationId operation.name ai.prompt ai.prompt.messages ai.prompt.tools ai.value ai.values ai.documents
    ai.response.object ai.result.object ai.response.text ai.result.text ai.response.toolCalls ai.result.toolCalls
    ai.response.reasoning ai.response.finishReason ai.finishReason ai.response.model ai.model.id ai.model.provider
    ai.embedding ai.embeddings ai.ranking ai.rerank.query
    ai.toolCall.name ai.toolCall.id ai.toolCall.args ai.toolCall.input ai.toolCall.result ai.toolCall.output
    ai.usage.inputTokens ai.usage.promptTokens ai.usage.tokens ai.usage.outputTokens ai.usage.completionTokens
    ai.usage.totalTokens ai.usage.cachedInputTokens ai.usage.reasoningTokens
    ai.usage.inputTokenDetails.cacheReadTokens ai.usage.inputTokenDetails.cacheWriteTokens
    ai.usage.outputTokenDetails.reasoningTokens
    ai.telemetry.metadata.sessionId ai.telemetry.metadata.session_id ai.telemetry.metadata.userId
    ai.telemetry.metadata.user_id ai.telemetry.metadata.tags`),
  pydanticLogfire: list(`
    pydantic_ai.all_messages all_messages events all_messages_events request_data response_data final_result
    tool_arguments tool_response gen_ai.usage.details.cache_read_tokens
    gen_ai.usage.details.cache_write_tokens gen_ai.usage.details.reasoning_tokens operation.cost model_name
    logfire.span_type`),
  traceloop: list(`
    traceloop.span.kind llm.request.type traceloop.entity.input traceloop.entity.output traceloop.entity.name
    llm.usage.total_tokens llm.usage.cache_read_input_tokens llm.usage.cache_creation_input_tokens
    llm.usage.reasoning_tokens traceloop.association.properties.session_id
    traceloop.association.properties.conversation_id traceloop.association.properties.thread_id
    traceloop.association.properties.user_id`),
}
