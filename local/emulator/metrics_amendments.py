"""What CloudWatch does by itself and MiniStack 1.4.21 does not: metrics of log lines and of queues, judging alarms. Each
function says what is wrong; drop it when a newer version does it right."""

import json
import logging
import threading
import time

# Seconds between two looks at the alarms. On AWS it is a minute, for which nobody wants to wait here.
LOOK = 1

# Seconds from the making of an alarm to the first look: whoever is told is there by then. On AWS it is a minute, too.
FIRST_LOOK = 5

# Seconds after which a number is put again that has not changed. No period of an alarm is shorter than a minute.
REPEAT = 30

WAITING = ("AWS/SQS", "ApproximateNumberOfMessagesVisible")
OLDEST = ("AWS/SQS", "ApproximateAgeOfOldestMessage")
SENT = ("AWS/SQS", "NumberOfMessagesSent")

# When the messages of a queue, by its URL, were counted last.
counted = {}

# Members of answers that say when.
TIMES = ("Timestamp", "LastModified")

# Namespaces of AWS that have metrics here. Of all others nobody knows, and an alarm would tell of missing data.
KNOWN = ("AWS/SQS", "AWS/Lambda", "AWS/Events")


def apply():
    keep_points()
    write_times_as_numbers()
    tell_functions_their_names()
    put_metrics_of_log_lines()
    watch_alarms()


def keep_points():
    """With each request, points that are younger than two weeks are written anew: what is put meanwhile gets lost."""
    from ministack.services import cloudwatch

    cloudwatch._evict_old_metrics = lambda: None


def write_times_as_numbers():
    """In answers of JSON the times of datapoints and of an alarm's history are texts, which no SDK reads."""
    from ministack.services import cloudwatch

    answer = cloudwatch._json_ok

    def with_numbers(value):
        if isinstance(value, list):
            return [with_numbers(one) for one in value]
        if not isinstance(value, dict):
            return value
        return {
            name: cloudwatch._parse_ts(part) if name in TIMES else with_numbers(part)
            for name, part in value.items()
        }

    cloudwatch._json_ok = lambda data: answer(with_numbers(data))


def tell_functions_their_names():
    """A Node handler's context names no function and says 128 MB of each: log lines do not say whose they are."""
    from ministack.core import lambda_runtime

    script = lambda_runtime._NODEJS_WORKER_SCRIPT
    of_context = {
        'event._function_name || ""': "process.env.AWS_LAMBDA_FUNCTION_NAME",
        'event._arn || ""': "process.env._LAMBDA_FUNCTION_ARN",
        'event._memory || "128"': "process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
    }
    for written, wanted in of_context.items():
        if written not in script:
            raise RuntimeError("this version of MiniStack makes the context of Node handlers in another way")
        script = script.replace(written, wanted)
    lambda_runtime._NODEJS_WORKER_SCRIPT = script


def put_metrics_of_log_lines():
    """Lines in the embedded metric format make no metrics. Both ways by which lines get into a log end in the same place."""
    from ministack.services import cloudwatch, cloudwatch_logs

    fan_out = cloudwatch_logs._fanout_to_subscription_filters

    def fan_out_and_put(group, stream, events):
        for event in events:
            for namespace, name, dimensions, point in points_of(event["message"]):
                bucket = cloudwatch._metric_bucket((namespace, name, cloudwatch._dims_key(dimensions)))
                bucket.append({**point, "Dimensions": dimensions})
        fan_out(group, stream, events)

    cloudwatch_logs._fanout_to_subscription_filters = fan_out_and_put


def points_of(line):
    """What a log line puts (CloudWatch user guide, "Specification: Embedded metric format"); nothing if it is not as
    specified: CloudWatch then counts an EMFValidationError."""
    if '"CloudWatchMetrics"' not in line:
        return []
    try:
        return list(embedded_points(json.loads(line)))
    except (ValueError, KeyError, TypeError):
        logging.getLogger("cloudwatch").warning("a log line is no embedded metric: %s", line[:200])
        return []


def embedded_points(document):
    for directive in document["_aws"]["CloudWatchMetrics"]:
        for names in directive["Dimensions"]:
            dimensions = {name: text(document[name]) for name in names}
            for metric in directive["Metrics"]:
                values = document[metric["Name"]]
                for value in values if isinstance(values, list) else [values]:
                    point = {
                        "Timestamp": document["_aws"]["Timestamp"] / 1000,
                        "Value": number(value),
                        "Unit": metric.get("Unit", "None"),
                    }
                    yield directive["Namespace"], metric["Name"], dimensions, point


def text(value):
    if not isinstance(value, str):
        raise TypeError("the value of a dimension is no text")
    return value


def number(value):
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise TypeError("the value of a metric is no number")
    return float(value)


def watch_alarms():
    """Alarms are judged when a metric is put by PutMetricData, and then without a look at dimensions, missing data and
    pauses between the points. Queues have no metrics."""
    from ministack.core import responses
    from ministack.services import cloudwatch

    def watch():
        while True:
            time.sleep(LOOK)
            try:
                collect_late_lines()
            except Exception:
                logging.getLogger("lambda").exception("late lines are not collected")
            for (account, region, _), alarm in list(cloudwatch._alarms._data.items()):
                tokens = responses._request_account_id.set(account), responses._request_region.set(region)
                try:
                    look_at(alarm)
                except Exception:
                    logging.getLogger("cloudwatch").exception("the alarm %s cannot be judged", alarm["AlarmName"])
                responses._request_account_id.reset(tokens[0])
                responses._request_region.reset(tokens[1])

    cloudwatch._evaluate_alarm = lambda alarm: None
    threading.Thread(target=watch, daemon=True).start()


def collect_late_lines():
    """What a function writes just before it answers is taken for nothing when it comes 5 ms late, until the next
    invocation: on a busy machine metrics are among it."""
    from ministack.core import lambda_runtime, responses
    from ministack.services import cloudwatch_logs

    for key, worker in list(lambda_runtime._workers.items()):
        if worker._stderr_queue.empty() or not worker._lock.acquire(blocking=False):
            continue
        account, region, name, _ = key.split(":", 3)
        tokens = responses._request_account_id.set(account), responses._request_region.set(region)
        group = f"/aws/lambda/{name}"
        streams = cloudwatch_logs._log_groups.get(group, {"streams": {}})["streams"]
        lines = worker._drain_stderr().splitlines() if streams else []
        worker._lock.release()
        if lines:
            events = [{"message": line} for line in lines]
            put = {"logGroupName": group, "logStreamName": list(streams)[-1], "logEvents": events}
            cloudwatch_logs._put_log_events(put)
        responses._request_account_id.reset(tokens[0])
        responses._request_region.reset(tokens[1])


def look_at(alarm):
    namespace = alarm.get("Namespace") or "AWS/"
    is_known = namespace in KNOWN or not namespace.startswith("AWS/")
    if not is_known or time.time() - alarm["AlarmConfigurationUpdatedTimestamp"] < FIRST_LOOK:
        return
    if (namespace, alarm["MetricName"]) in (WAITING, OLDEST, SENT):
        put_metric_of_queue(alarm)
    judge(alarm)


def put_metric_of_queue(alarm):
    from ministack.services import cloudwatch, sqs

    dimensions = cloudwatch._dims_from_list(alarm["Dimensions"])
    url = sqs._queue_name_to_url.get(dimensions.get("QueueName"))
    if url not in sqs._queues:
        return
    now = time.time()
    metric = (alarm["Namespace"], alarm["MetricName"])
    messages = list(sqs._queues[url]["messages"])
    if metric == SENT:
        since, counted[url] = counted.get(url, 0), now
        sent = sum(since < message["sent_at"] <= now for message in messages)
        if sent:
            cloudwatch.record_metric(*metric, sent, "Count", dimensions)
        return
    waiting = sum(message["visible_at"] <= now for message in messages)
    oldest = max((now - message["sent_at"] for message in messages), default=0)
    value = waiting if metric == WAITING else int(oldest)
    last = ([{"Timestamp": 0, "Value": None}] + points_about(alarm))[-1]
    if value != last["Value"] or now - last["Timestamp"] >= REPEAT:
        cloudwatch.record_metric(*metric, value, "Count" if metric == WAITING else "Seconds", dimensions)


def points_about(alarm):
    from ministack.services import cloudwatch

    dimensions = cloudwatch._dims_from_list(alarm["Dimensions"])
    key = (alarm["Namespace"], alarm["MetricName"], cloudwatch._dims_key(dimensions))
    return list(cloudwatch._metrics.get(key) or [])


def judge(alarm):
    """As CloudWatch does (user guide, "Configuring how CloudWatch alarms treat missing data")."""
    now = time.time()
    periods = [[] for _ in range(alarm["EvaluationPeriods"])]
    for point in points_about(alarm):
        age = int((now - point["Timestamp"]) // alarm["Period"])
        if 0 <= age < len(periods):
            periods[age].append(point["Value"])
    data = [statistic_of(alarm, values) for values in periods if values]
    missing = alarm["TreatMissingData"]
    if not data and missing in ("missing", "ignore"):
        if missing == "missing":
            become(alarm, "INSUFFICIENT_DATA", "no datapoints were received")
        return
    breaching = sum(is_breaching(alarm, value) for value in data)
    if missing == "breaching":
        breaching += len(periods) - len(data)
    is_alarm = breaching >= (alarm.get("DatapointsToAlarm") or len(periods))
    become(alarm, "ALARM" if is_alarm else "OK", reason_of(alarm, data, is_alarm))


def statistic_of(alarm, values):
    from ministack.services import cloudwatch

    name = alarm.get("ExtendedStatistic") or alarm["Statistic"]
    return cloudwatch._stat_value(cloudwatch._calc_stats(values), name, values)


def is_breaching(alarm, value):
    above = alarm["ComparisonOperator"].startswith("GreaterThan")
    equal = "OrEqualTo" in alarm["ComparisonOperator"] and value == alarm["Threshold"]
    return equal or (value > alarm["Threshold"] if above else value < alarm["Threshold"])


def reason_of(alarm, data, is_alarm):
    """In the words of CloudWatch, of the newest period that has data."""
    if not data:
        return f"no datapoints were received, and missing datapoints were treated as {alarm['TreatMissingData']}"
    above = alarm["ComparisonOperator"].startswith("GreaterThan")
    what = ("greater" if above else "less") + " than"
    was = "was" if is_alarm else "was not"
    return f"1 datapoint [{data[0]}] {was} {what} the threshold ({alarm['Threshold']})"


def become(alarm, state, reason):
    from ministack.services import cloudwatch

    before = alarm["StateValue"]
    if state == before:
        return
    said = f"Threshold Crossed: {reason}."
    alarm.update(StateValue=state, StateReason=said, StateUpdatedTimestamp=int(time.time()))
    cloudwatch._record_history(alarm["AlarmName"], before, state, said)
    tell(alarm, before, said)


def time_of(epoch):
    """As CloudWatch writes it in messages, with +0000 and no Z."""
    from ministack.services import cloudwatch

    return cloudwatch._ts_iso(epoch).replace("Z", ".000+0000")


# Which actions an alarm takes, by what it became.
ACTIONS = {"ALARM": "AlarmActions", "OK": "OKActions", "INSUFFICIENT_DATA": "InsufficientDataActions"}


def tell(alarm, before, reason):
    """MiniStack's own message says neither the alarm's ARN, nor its actions, nor when it was made, and writes the members
    of dimensions large (CloudWatch user guide, "Notifying users on alarm changes")."""
    from ministack.core import responses
    from ministack.services import cloudwatch, sns

    state, region = alarm["StateValue"], responses.get_region()
    of_metric = ("MetricName", "Namespace", "Statistic", "Period", "EvaluationPeriods", "ComparisonOperator", "Threshold")
    message = {
        **{name: alarm[name] for name in ("AlarmName", "AlarmDescription", "AlarmArn")},
        "AWSAccountId": responses.get_account_id(),
        "NewStateValue": state,
        "NewStateReason": reason,
        "AlarmConfigurationUpdatedTimestamp": time_of(alarm["AlarmConfigurationUpdatedTimestamp"]),
        "StateChangeTime": time_of(time.time()),
        "Region": region,
        "OldStateValue": before,
        **{name: alarm.get(name) or [] for name in ACTIONS.values()},
        "Trigger": {
            **{name: alarm.get(name) for name in of_metric},
            "Dimensions": [{"name": one["Name"], "value": one["Value"]} for one in alarm["Dimensions"]],
        },
    }
    subject = f'{state}: "{alarm["AlarmName"]}" in {region}'[:100]
    for topic in message[ACTIONS[state]]:
        sns._fanout(topic, responses.new_uuid(), json.dumps(message), subject)
