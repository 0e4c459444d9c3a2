/** Lines that make a dataset, or fill one. Calls: MLflow's documentation of `mlflow.genai.datasets`. */

const records = `dataset.merge_records([
    {"inputs": {"question": "Capital of France?"},
     "expectations": {"expected_response": "Paris"}},
    {"inputs": {"question": "Capital of Japan?"},
     "expectations": {"expected_response": "Tokyo"}},
])`

export function createSnippet(url: string): string {
  return `import mlflow
from mlflow.genai.datasets import create_dataset

mlflow.set_tracking_uri("${url}")

dataset = create_dataset(name="capitals", experiment_id="0")
${records}`
}

export function fillSnippet(url: string, datasetId: string): string {
  return `import mlflow
from mlflow.genai.datasets import get_dataset

mlflow.set_tracking_uri("${url}")

dataset = get_dataset(dataset_id="${datasetId}")
${records}`
}
