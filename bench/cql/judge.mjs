// Judges by cql-execution. First line in: the library and the patients. Then for each line a line out:
// "time" how many seconds all patients took, "answers" what was said of each.
import { createInterface } from "node:readline";
import cql from "cql-execution";

const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const { library, patients } = JSON.parse((await lines.next()).value);
const executor = new cql.Executor(new cql.Library(library));
for await (const asked of lines) {
  const source = new cql.PatientSource([...patients]);  // it empties what it is given
  const started = process.hrtime.bigint();
  const found = await executor.exec(source);
  const seconds = Number(process.hrtime.bigint() - started) / 1e9;
  const answers = () => patients.map((one) => {
    const { Patient, ...said } = found.patientResults[one.id];
    return said;
  });
  console.log(JSON.stringify(asked === "answers" ? answers() : seconds));
}
