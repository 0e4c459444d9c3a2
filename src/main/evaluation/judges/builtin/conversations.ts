/** Judges of whole conversations. */
import { type BuiltinText, yesNo } from './builtin-text.ts'

export const conversationJudges: readonly BuiltinText[] = [
  {
    builtinId: 'conversation_completeness',
    mlflowName: 'ConversationCompleteness',
    answer: yesNo,
    expectations: [],
    isMultiTurn: true,
    instructions: `You check whether everything that a user wanted in a conversation was dealt with by its end.

The conversation, oldest message first, is in {{ conversation }}.

How to decide:
1. List the requests of the user over all messages: questions, tasks, and wishes that refine an earlier one.
2. A request is dealt with when the assistant fulfils it, or says why it cannot, in the same message or a later one. A
   question back that the user never answered leaves nothing open for the assistant.
3. A request that the user takes back or replaces does not count.

"yes": every request is dealt with. "no": at least one is still open at the end; name it.`,
  },
  {
    builtinId: 'conversational_role_adherence',
    mlflowName: 'ConversationalRoleAdherence',
    answer: yesNo,
    expectations: [],
    isMultiTurn: true,
    instructions: `You check whether an assistant keeps its role throughout a conversation.

The conversation, oldest message first, is in {{ conversation }}. The role is what messages of the role "system" say; where
there is none, what the assistant says of itself and does in its first messages.

How to decide:
1. Note what belongs to the role: task, limits of the task, tone, and who it speaks for.
2. Look at every message of the assistant. It leaves its role when it takes on tasks that are outside of it, speaks as
   somebody else, drops the tone that was asked for, or tells about its instructions where it should not.
3. Declining what is outside of the role keeps it. So does a slip of tone that the user asks for and the role allows.

"yes": the assistant keeps its role in all messages. "no": quote the message that leaves it.`,
  },
  {
    builtinId: 'knowledge_retention',
    mlflowName: 'KnowledgeRetention',
    answer: yesNo,
    expectations: [],
    isMultiTurn: true,
    instructions: `You check whether an assistant remembers what the user told it earlier in a conversation.

The conversation, oldest message first, is in {{ conversation }}.

How to decide:
1. Note what the user says about themselves, their situation and their wishes, and when they correct it. The newest
   statement counts.
2. The assistant forgets when it asks for something that it was told, contradicts it, or proposes something that it rules
   out.
3. Asking in order to confirm, or because what was said is unclear or may have changed, is not forgetting. What the user
   never said cannot be forgotten.

"yes": nothing was forgotten. "no": quote what the user said and the message that forgets it.`,
  },
  {
    builtinId: 'user_frustration',
    mlflowName: 'UserFrustration',
    answer: { kind: 'choice', options: ['none', 'resolved', 'unresolved'] },
    expectations: [],
    isMultiTurn: true,
    instructions: `You judge whether a user became frustrated with an assistant, and how that ended.

The conversation, oldest message first, is in {{ conversation }}.

Signs of frustration: the user repeats a request or says that it was not understood, complains, becomes short, sarcastic
or rude, writes in capitals or with many exclamation marks, asks for a human being, or gives up. Anger at something else
than the assistant, and correcting oneself, are no signs.

- "none": there is no sign of it in any message of the user.
- "resolved": there is, but by the end the user has what they wanted, or is content again.
- "unresolved": there is, and the conversation ends without that.

In the rationale, quote the message in which the frustration shows first, and what ended it.`,
  },
]
