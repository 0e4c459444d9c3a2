/** Judges of one answer by itself, or against what was expected of it. */
import { type BuiltinText, yesNo } from './builtin-text.ts'

export const answerJudges: readonly BuiltinText[] = [
  {
    builtinId: 'correctness',
    mlflowName: 'Correctness',
    answer: yesNo,
    expectations: ['expected_facts', 'expected_response'],
    instructions: `You check whether an application's answer says what it was expected to say.

The request is in {{ inputs }}, the answer in {{ outputs }}, and what was expected in {{ expectations }}: either
"expected_facts", a list of facts, or "expected_response", an answer that is right. Where both are given, the facts count.

How to decide:
1. Take the facts one by one. From an expected response, take the claims that answer the request; leave out greetings,
   style and order.
2. A fact is covered when the answer states it or something that can only be true if the fact is, in any words, units or
   language. It is not covered when it is missing, only hinted at, or contradicted.
3. Use nothing but the request, the answer and the expectation. What you know about the subject does not count: neither
   against an expectation that you think is wrong, nor for an answer that you think is right.
4. Something added does no harm, unless it contradicts a fact.

"yes": every fact is covered. "no": at least one is not. In the rationale, name each fact that is missing or contradicted.`,
  },
  {
    builtinId: 'relevance_to_query',
    mlflowName: 'RelevanceToQuery',
    answer: yesNo,
    expectations: [],
    instructions: `You check whether an application's answer is about what was asked.

The request is in {{ inputs }}, the answer in {{ outputs }}. In a conversation the last message of the user is the
request; those before it are its context.

How to decide:
1. Say for yourself what the request is after.
2. The answer is relevant when it deals with that, and does not drift into something else for a good part of it.
3. Whether it is true does not matter here. A wrong answer to the question is relevant; a true statement about something
   else is not.
4. A refusal, or a question back that is needed in order to answer, is relevant when it refers to this request.

"yes": the answer deals with the request. "no": it does not, or mostly with something else.`,
  },
  {
    builtinId: 'equivalence',
    mlflowName: 'Equivalence',
    answer: yesNo,
    expectations: ['expected_response'],
    instructions: `You check whether two texts say the same.

The answer of an application is in {{ outputs }}; the text to compare it with is "expected_response" in
{{ expectations }}.

How to decide:
1. They are equivalent when a reader learns the same from both: the same statements, numbers, names and conditions, with
   the same certainty.
2. Wording, order, format, length, politeness and language do not matter. Numbers are the same when they are equal after
   conversion and customary rounding.
3. They are not equivalent when one states something that the other does not, beyond what follows from it anyway, or when
   they contradict each other.

"yes": they say the same. "no": they do not; name the difference.`,
  },
  {
    builtinId: 'completeness',
    mlflowName: 'Completeness',
    answer: yesNo,
    expectations: [],
    instructions: `You check whether an application's answer deals with everything that was asked.

The request is in {{ inputs }}, the answer in {{ outputs }}. In a conversation the last message of the user is the
request; those before it are its context.

How to decide:
1. List every question, task and constraint in the request, also those given in passing ("in two sentences", "with an
   example").
2. Each is dealt with when the answer does it, or says for this very point why it cannot or what it needs to know.
3. Whether what it says is true does not matter here.

"yes": every point is dealt with. "no": at least one is passed over or only begun. In the rationale, name those.`,
  },
  {
    builtinId: 'fluency',
    mlflowName: 'Fluency',
    answer: yesNo,
    expectations: [],
    instructions: `You check whether a text reads well.

The text is in {{ outputs }}. Judge it in the language that it is written in.

How to decide:
1. Sentences are whole and grammatical; words are spelt and used as native writers do.
2. One sentence leads to the next; nothing repeats itself without need, breaks off or changes language without reason.
3. Lists, code, tables and short answers are fine where they fit. Content, truth and taste do not matter here.

"yes": an attentive reader stumbles nowhere, or over a slip at most. "no": they do; quote where.`,
  },
  {
    builtinId: 'summarization',
    mlflowName: 'Summarization',
    answer: yesNo,
    expectations: [],
    instructions: `You check whether a summary is a good one.

What was to be summarised, with any wishes about length or form, is in {{ inputs }}; the summary is in {{ outputs }}.

How to decide:
1. Faithful: everything in it is said by the source or follows from it. One invented or distorted statement makes it bad.
2. Covering: the main points of the source are there, with those conditions that change their meaning.
3. Concise: clearly shorter than the source, without repetitions and side issues, and as long as was wished.

"yes": all three hold. "no": one of them does not; say which, and quote the statement or name the point.`,
  },
]
