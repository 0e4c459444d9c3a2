export const usage = `assay: label GenAI traces on your own machine

  assay serve [WORKSPACE]            open Assay in the browser; prints the link. A bare name is also looked
                                     for in the folder of new workspaces
      --create                       make the workspace when it does not exist
      --read-only                    only look at it, also while another Assay has it open
      --port N                       port of the interface (default: the first free one from 4390)
      --otlp-http-port N             OTLP/HTTP port (default 4318; 0: any)
      --otlp-grpc-port N             OTLP/gRPC port (default 4317; 0: any)
      --mlflow-port N                port for MLflow clients (default 5000, or the next free one; 0: any);
                                     they must send ASSAY_MLFLOW_TOKEN as MLFLOW_TRACKING_TOKEN where
                                     that variable is set
      --sample                       open the sample workspace
  assay import FILE...               read trace files into a workspace
      -w, --workspace WORKSPACE      the .assay file; made when it does not exist
      --format F                     otlp, mlflow, csv, jsonl or parquet (default: found out)
      --map COLUMN=TARGET            where a column of a generic file goes; may be repeated
  assay export                       write traces of a workspace to a file
      -w, --workspace WORKSPACE
      -o, --out FILE
      --format F                     jsonl, csv, parquet, otlp or mlflow (default: as FILE is named,
                                     such as labels.csv or traces.otlp.jsonl)
      --filter JSON                  which traces, as the contract's TraceFilter (default: all)
      --trace ID                     one trace; may be repeated
      --no-assessments               leave the assessments out
  assay export --labels              write labels with what was labelled, and a manifest beside them
      -w, --workspace WORKSPACE
      -o, --out FILE                 of huggingface a new folder
      --format F                     jsonl, csv, parquet, huggingface, mlflow, openaiChat, openaiEvals,
                                     preference or openaiPreference (default: as FILE is named)
      --shape S                      of the first four: one row a trace (default), label, or reviewer: one
                                     row a trace, one column a reviewer and question
      --session S                    labels of a labeling session, by id or name
      --dataset D                    or the records of a dataset, by id or name; --version N, --split S
      --open-seal PURPOSE            of a sealed split: what for; it is written down (--user NAME)
                                     without these --filter or --trace say which traces (default: all)
      --where NAME=VALUE             only traces with this answer; may be repeated
      --corrections NAME             the question that says what the output should have been
                                     (default expected_response)
      --redact KIND                  email, phone, card or key; may be repeated
      --redact-name NAME             may be repeated
      --redact-pattern REGEX         may be repeated
      --hide-reviewers               reviewers become numbers
  assay evaluate                     run scorers over rows and keep what they say
      -w, --workspace WORKSPACE
      --dataset D                    rows: a dataset, by id or name; --version N, --split S
      --open-seal PURPOSE            of a sealed split: what for; it is written down (--user NAME)
      --session S                    or the traces of a labeling session, by id or name
      --filter JSON                  or traces, as the contract's TraceFilter
      --target T                     a JSON file with a Target, or recorded (default): what is there already
      --scorers S                    such as correctness,exact:expected_response,kind@2: judges that come with
                                     Assay or are the workspace's, and exact, contains, levenshtein, tokenF1,
                                     rougeL (each :EXPECTATION), latency, tokens, cost (each :MOST); NAME= in
                                     front names one. Or a JSON file with a list of ScorerSpec
      --judge-model PROVIDER/MODEL   which model the judges ask that come with Assay
      --guidelines FILE              for the judges of guidelines: one rule a line
      --repeats N                    ask judges N times; the majority or the median counts
      --provider NAME=URL            a model server with OpenAI's API, to be known by this name; may be repeated
      --provider-key NAME=VARIABLE   the environment variable with its key
      --name NAME                    of the run (default: evaluation)
      --experiment ID                where the run goes (default: 0)
      --concurrency N                rows at a time (default 8)
      --max-cost USD                 stop before it would spend more
      --resume RUN                   go on with a run that stopped, instead of starting one
      --min SCORER=VALUE             fail when the scorer's mean is lower; may be repeated
      --junit FILE                   write a JUnit report too
  assay report                       write what an evaluation came to, or how several compare
      -w, --workspace WORKSPACE
      -o, --out FILE
      --run R                        its id or name; may be repeated: the first is what the others are
                                     compared with
      --format F                     html (one file that loads nothing), csv or json (default: as FILE is
                                     named)
      --lang L                       of html: en (default) or ja
      --lower SCORER                 of this number less is better; may be repeated
  assay handover export              write a labeling session to a file that a reviewer opens in Assay
      -w, --workspace WORKSPACE
      -o, --out FILE.assay
      --session S                    its id or name (default: the only one)
      --reviewer NAME                only this reviewer's queue
      --content C                    everything, or conversation: what the labeling screen reads
      --redact KIND                  email, phone, card or key; may be repeated
      --redact-name NAME             may be repeated
      --redact-pattern REGEX         may be repeated
      --no-assessments               leave others' labels and judges' verdicts out
  assay handover labels              write the labels alone (-w, -o FILE.labels.json, --session, --reviewer)
  assay handover merge FILE...       merge packages or labels files that came back
      -w, --workspace WORKSPACE
      --dry-run                      only say what it would do
  assay doctor WORKSPACE             examine a workspace file

  Every command takes --json (one JSON object on stdout), --data-folder DIR and --help.
  Exit codes: 0 done, 1 failed, 2 wrong call, 3 done but some records were skipped or rows failed,
  4 below a --min, 130 interrupted.
`
