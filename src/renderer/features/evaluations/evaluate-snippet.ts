/**
 * The shortest evaluation: two rows with their expectations, an application and a scorer that needs no model.
 * Calls: MLflow's documentation of `mlflow.genai.evaluate` and of custom scorers.
 */
export function evaluateSnippet(url: string): string {
  return `import mlflow
from mlflow.genai.scorers import scorer

mlflow.set_tracking_uri("${url}")

def my_app(question: str) -> str:
    return "Paris" if "France" in question else "I do not know."

@scorer
def correctness(outputs, expectations) -> bool:
    return expectations["expected_response"] in outputs

mlflow.genai.evaluate(
    data=[
        {"inputs": {"question": "Capital of France?"},
         "expectations": {"expected_response": "Paris"}},
        {"inputs": {"question": "Capital of Japan?"},
         "expectations": {"expected_response": "Tokyo"}},
    ],
    predict_fn=my_app,
    scorers=[correctness],
)`
}
