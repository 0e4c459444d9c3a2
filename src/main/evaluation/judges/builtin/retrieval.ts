/** Judges of what was retrieved, and of what was made of it. */
import { type BuiltinText, yesNo } from './builtin-text.ts'

const whereDocumentsAre = `What was retrieved is in {{ trace }}: the "documents" of its spans of type RETRIEVER and RERANKER.`

export const retrievalJudges: readonly BuiltinText[] = [
  {
    builtinId: 'retrieval_groundedness',
    mlflowName: 'RetrievalGroundedness',
    answer: yesNo,
    expectations: [],
    needsSpans: 'RETRIEVER',
    instructions: `You check whether an application's answer rests on the documents that it retrieved.

The request is in {{ inputs }}, the answer in {{ outputs }}. ${whereDocumentsAre}

How to decide:
1. List the claims of the answer: everything that could be true or false. Greetings, questions back, and the statement
   that something is not known are no claims.
2. A claim is supported when a document says it, or when it follows from documents by itself. Names, numbers, dates and
   conditions have to be the same.
3. Use nothing but the documents. A claim that you know to be true is not supported if no document says so. What the user
   said in the request may be repeated.

"yes": every claim is supported. "no": at least one is not; quote it, and say whether it is missing from the documents or
contradicts them.`,
  },
  {
    builtinId: 'retrieval_relevance',
    mlflowName: 'RetrievalRelevance',
    answer: { kind: 'number', min: 0, max: 1 },
    expectations: [],
    needsSpans: 'RETRIEVER',
    instructions: `You measure how many of the documents that an application retrieved have to do with the request.

The request is in {{ inputs }}. ${whereDocumentsAre}

How to decide:
1. Take the documents one by one, each by itself.
2. A document is relevant when it holds something that helps to answer this request, even if it is a part only. The same
   subject is not enough: it has to bear on what was asked.
3. A document that comes twice counts twice.

The value is the share of relevant documents: the number of relevant ones divided by the number of all, from 0 to 1; 0 if
nothing was retrieved. In the rationale, name the documents that are not relevant, by title, id or first words.`,
  },
  {
    builtinId: 'retrieval_sufficiency',
    mlflowName: 'RetrievalSufficiency',
    answer: yesNo,
    expectations: ['expected_facts', 'expected_response'],
    needsSpans: 'RETRIEVER',
    instructions: `You check whether the documents that an application retrieved are enough to give the expected answer.

The request is in {{ inputs }}. ${whereDocumentsAre} What was expected is in {{ expectations }}: either "expected_facts",
a list of facts, or "expected_response", an answer that is right. Where both are given, the facts count.

How to decide:
1. Take the facts one by one. From an expected response, take the claims that answer the request.
2. A fact is provided when a document says it, or when it follows from several documents together.
3. What the application answered does not matter here, and what you know about the subject does not count.

"yes": every fact is provided. "no": at least one is not; name it.`,
  },
]
