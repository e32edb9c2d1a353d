"""What MiniStack 1.4.21 leaves out of executions of state machines: it tells EventBridge of none, and redrives none. Each
function says what is wrong; drop it when a newer version does it right."""

import asyncio
import contextvars
import json
import threading
from datetime import datetime

ENDED = ("SUCCEEDED", "FAILED", "TIMED_OUT", "ABORTED")


def apply():
    keep_what_was_stopped()
    tell_how_executions_end()
    redrive_executions()
    count_invocations_of_rules()


def keep_what_was_stopped():
    """An execution that was stopped fails a moment later, of whatever its step says then."""
    from ministack.services import stepfunctions

    fail_execution = stepfunctions._fail_execution

    def fail(execution, error, cause):
        if execution["status"] == "RUNNING":
            fail_execution(execution, error, cause)

    stepfunctions._fail_execution = fail


def tell_how_executions_end():
    """EventBridge hears nothing of executions (Step Functions developer guide, "Automating Step Functions event delivery
    with EventBridge")."""
    from ministack.services import stepfunctions

    run_execution = stepfunctions._run_execution
    stop_execution = stepfunctions._stop_execution

    def run(arn):
        execution = stepfunctions._executions.get(arn)
        tell(execution)
        run_execution(arn)
        if execution["status"] != "ABORTED":
            tell(execution)

    def stop(data):
        answer = stop_execution(data)
        if answer[0] == 200:
            execution = stepfunctions._executions.get(data.get("executionArn"))
            # What the caller says stands in the execution, too.
            execution.update({name: data[name] for name in ("error", "cause") if data.get(name)})
            tell(execution)
        return answer

    stepfunctions._run_execution = run
    stepfunctions._stop_execution = stop


def tell(execution):
    from ministack.services import eventbridge

    has_failed = execution["status"] in ENDED[1:]
    detail = {
        **{name: execution[name] for name in ("executionArn", "stateMachineArn", "name", "status", "input")},
        "startDate": milliseconds(execution["startDate"]),
        "stopDate": milliseconds(execution["stopDate"]),
        "inputDetails": {"included": True},
        "output": execution["output"] if execution["status"] == "SUCCEEDED" else None,
        "redriveCount": execution.get("redriveCount", 0),
        "redriveStatus": "REDRIVABLE" if has_failed else "NOT_REDRIVABLE",
        "error": execution.get("error") if has_failed else None,
        "cause": execution.get("cause") if has_failed else None,
    }
    entry = {
        "Source": "aws.states",
        "DetailType": "Step Functions Execution Status Change",
        "Detail": json.dumps(detail),
        "Resources": [execution["executionArn"]],
    }
    eventbridge._put_events({"Entries": [entry]})


def milliseconds(time):
    return int(datetime.fromisoformat(time).timestamp() * 1000) if time else None


def redrive_executions():
    """RedriveExecution is unknown. Here an execution begins anew with the state that was entered last: a map is done again
    as a whole, where Step Functions does again those of its children that failed."""
    from ministack.services import stepfunctions

    resumed = contextvars.ContextVar("resumed", default=None)
    threads = {}
    machines = stepfunctions._state_machines
    run_execution = stepfunctions._run_execution
    handle_request = stepfunctions.handle_request

    class Machines(type(machines)):
        __slots__ = ()

        def get(self, arn, default=None):
            machine = super().get(arn, default)
            return {**machine, "definition": resumed.get()} if machine and resumed.get() else machine

    def run(arn):
        threads[arn] = threading.current_thread()
        run_execution(arn)

    async def redrive(data):
        arn = data.get("executionArn")
        execution = stepfunctions._executions.get(arn)
        if execution is None:
            return refuse("ExecutionDoesNotExist", f"Execution {arn} not found")
        status = execution["status"]
        if status not in ENDED[1:]:
            return refuse("ExecutionNotRedrivable", f"Execution is {status} and cannot be redriven")
        # What was stopped ends with its step, and must not see that it is wanted again.
        await asyncio.to_thread(threads[arn].join)
        rest = rest_of(execution, machines.get(execution["stateMachineArn"]))
        execution.update(status="RUNNING", stopDate=None, output=None, redriveCount=execution.get("redriveCount", 0) + 1)
        execution.pop("error", None)
        execution.pop("cause", None)
        stepfunctions._add_event(execution, "ExecutionRedriven")
        context = contextvars.copy_context()
        context.run(resumed.set, json.dumps(rest))
        threading.Thread(target=context.run, args=(stepfunctions._run_execution, arn), daemon=True).start()
        return stepfunctions.json_response({"redriveDate": stepfunctions.now_iso()})

    def refuse(name, message):
        return stepfunctions.error_response_json(name, message, 400)

    async def handle(method, path, headers, body, query_params):
        if headers.get("x-amz-target", "").endswith(".RedriveExecution"):
            return stepfunctions._finalize_response(await redrive(json.loads(body)))
        return await handle_request(method, path, headers, body, query_params)

    machines.__class__ = Machines
    stepfunctions._run_execution = run
    stepfunctions.handle_request = handle


def rest_of(execution, machine):
    """The definition, from the state on that was entered last, with what it was given."""
    definition = json.loads(machine["definition"])
    entered = [
        event["stateEnteredEventDetails"]
        for event in execution["events"]
        if event.get("stateEnteredEventDetails", {}).get("name") in definition["States"]
    ]
    if not entered:
        return definition
    given = {"Type": "Pass", "Result": json.loads(entered[-1]["input"]), "Next": entered[-1]["name"]}
    return {**definition, "StartAt": "Redriven", "States": {**definition["States"], "Redriven": given}}


def count_invocations_of_rules():
    """Rules have no metrics."""
    from ministack.services import cloudwatch, eventbridge

    invoke_target = eventbridge._invoke_target

    def invoke(target, event, rule, view=None):
        invoke_target(target, event, rule, view)
        # Metrics with the name alone are those of the default bus.
        if rule.get("EventBusName", "default") == "default":
            cloudwatch.record_metric("AWS/Events", "Invocations", 1, "Count", {"RuleName": rule["Name"]})

    eventbridge._invoke_target = invoke
