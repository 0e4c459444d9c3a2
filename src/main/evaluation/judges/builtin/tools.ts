/** Judges of the tools that were called. */
import { type BuiltinText, yesNo } from './builtin-text.ts'

const whereCallsAre = `The calls, in order, are the spans of type TOOL in {{ trace }}, with name, arguments and result.`

export const toolJudges: readonly BuiltinText[] = [
  {
    builtinId: 'tool_call_correctness',
    mlflowName: 'ToolCallCorrectness',
    answer: yesNo,
    expectations: [],
    needsSpans: 'TOOL',
    instructions: `You check whether an application called the right tools with the right arguments.

The request is in {{ inputs }}. ${whereCallsAre} Where spans of models list the tools that they could call, these are all
that there were.

How to decide:
1. Each call has a purpose that follows from the request or from the result of an earlier call.
2. The tool is made for that purpose. A better one that was at hand makes it wrong.
3. The arguments say what the request, or an earlier result, says: no invented ids, numbers or dates, nothing left out
   that the request asks for, units and formats as the tool takes them.
4. A call that fails is no fault if its arguments were right. A tool that was needed and not called is a fault.

"yes": all calls are right, and none is missing. "no": name the call, or the one that is missing, and what is wrong.`,
  },
  {
    builtinId: 'tool_call_efficiency',
    mlflowName: 'ToolCallEfficiency',
    answer: yesNo,
    expectations: [],
    needsSpans: 'TOOL',
    instructions: `You check whether an application called tools without waste.

The request is in {{ inputs }}. ${whereCallsAre}

How to decide:
1. A call is wasted when it asks again for what is known already, when its result could not matter for the request, or
   when one call would have done instead of several (a list instead of its items one by one).
2. Trying again after a failure is no waste, as long as something was changed or the failure was a passing one. The same
   failing call over and over is.
3. Looking something up once more after it was changed is no waste.
4. Whether the calls were right does not matter here.

"yes": no call is wasted. "no": name each wasted call, and why.`,
  },
  {
    builtinId: 'conversational_tool_call_efficiency',
    mlflowName: 'ConversationalToolCallEfficiency',
    answer: yesNo,
    expectations: [],
    isMultiTurn: true,
    needsSpans: 'TOOL',
    instructions: `You check whether an assistant uses its tools without waste over a whole conversation.

The conversation, oldest message first, is in {{ conversation }}; messages of the role "tool" are calls of tools with name,
arguments and result, at the place where they were made.

How to decide:
1. A call is wasted when an earlier message of the conversation, or an earlier call, has its result already and nothing
   suggests that it changed since; when its result could not matter for what the user wants; or when one call would have
   done instead of several.
2. Trying again after a passing failure, or with something changed, is no waste.
3. Whether the calls were right does not matter here.

"yes": no call is wasted. "no": name each wasted call, and what made it unnecessary.`,
  },
]
