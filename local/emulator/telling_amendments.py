"""What MiniStack 1.4.21 leaves out of the ways by which people are told: dead-letter queues, alarms on queues, mails.
Each function says what is wrong; drop it when a newer version does it right."""

import json
import threading
import time

# Seconds between two looks at the queues. On AWS it is a minute, for which nobody wants to wait here.
LOOK = 1

VISIBLE = ("AWS/SQS", "ApproximateNumberOfMessagesVisible")


def apply():
    keep_redrive_policies()
    keep_mails_of_topics()
    publish_metrics_of_queues()


def keep_redrive_policies():
    """CloudFormation leaves out the redrive policy of a queue: nothing ever gets to its dead-letter queue."""
    from ministack.services import sqs
    from ministack.services.cloudformation import provisioners

    handler = provisioners._RESOURCE_HANDLERS["AWS::SQS::Queue"]
    create_queue = handler["create"]

    def create(logical_id, props, stack_name):
        url, attributes = create_queue(logical_id, props, stack_name)
        if "RedrivePolicy" in props:
            sqs._queues[url]["attributes"]["RedrivePolicy"] = json.dumps(props["RedrivePolicy"])
        return url, attributes

    handler["create"] = create


def keep_mails_of_topics():
    """What a topic sends by e-mail goes nowhere. Here it is among the mails that were sent, at
    `/_ministack/ses/messages`."""
    from ministack.services import ses, sns

    fan_out = sns._fanout

    def fan_out_and_mail(topic_arn, msg_id, message, subject, message_structure="", message_attributes=None, **rest):
        fan_out(topic_arn, msg_id, message, subject, message_structure, message_attributes, **rest)
        topic = sns._topics.get(topic_arn) or {"subscriptions": []}
        for sub in topic["subscriptions"]:
            if sub.get("protocol") == "email" and sns._matches_filter_policy(sub, message_attributes or {}):
                text = sns._resolve_message_for_protocol(message, message_structure, "email")
                ses.send_internal_email("no-reply@sns.amazonaws.com", [sub["endpoint"]], subject, text)

    sns._fanout = fan_out_and_mail


def publish_metrics_of_queues():
    """Queues have no metrics, so that alarms on what waits in them never fire. MiniStack judges the alarms on what is put
    by PutMetricData; it ignores dimensions, and pauses between the points of a metric."""
    from ministack.core import responses
    from ministack.services import cloudwatch, sqs

    evaluate = cloudwatch._evaluate_alarm

    def is_of_queue(alarm):
        return (alarm.get("Namespace"), alarm.get("MetricName")) == VISIBLE

    def watch():
        while True:
            time.sleep(LOOK)
            for (account, region, _), alarm in list(cloudwatch._alarms._data.items()):
                if is_of_queue(alarm):
                    tokens = responses._request_account_id.set(account), responses._request_region.set(region)
                    publish(alarm)
                    judge(alarm)
                    responses._request_account_id.reset(tokens[0])
                    responses._request_region.reset(tokens[1])

    def publish(alarm):
        dimensions = cloudwatch._dims_from_list(alarm["Dimensions"])
        url = sqs._queue_name_to_url.get(dimensions.get("QueueName"))
        if url not in sqs._queues:
            return
        now = time.time()
        visible = sum(message["visible_at"] <= now for message in sqs._queues[url]["messages"])
        cloudwatch.record_metric(*VISIBLE, visible, "Count", dimensions)

    def judge(alarm):
        now = time.time()
        dimensions = cloudwatch._dims_from_list(alarm["Dimensions"])
        points = cloudwatch._metrics.get((*VISIBLE, cloudwatch._dims_key(dimensions))) or []
        periods = [[] for _ in range(alarm["EvaluationPeriods"])]
        for point in points:
            age = int((now - point["Timestamp"]) // alarm["Period"])
            if 0 <= age < len(periods):
                periods[age].append(point["Value"])
        breaching = sum(is_breaching(alarm, values) for values in periods)
        become(alarm, "ALARM" if breaching >= alarm["DatapointsToAlarm"] else "OK")

    def is_breaching(alarm, values):
        if not values:
            return alarm["TreatMissingData"] == "breaching"
        value = cloudwatch._stat_value(cloudwatch._calc_stats(values), alarm["Statistic"], values)
        above = alarm["ComparisonOperator"].startswith("GreaterThan")
        equal = "OrEqualTo" in alarm["ComparisonOperator"] and value == alarm["Threshold"]
        return equal or (value > alarm["Threshold"] if above else value < alarm["Threshold"])

    def become(alarm, state):
        before = alarm["StateValue"]
        if state == before:
            return
        alarm.update(StateValue=state, StateUpdatedTimestamp=int(time.time()))
        # Of a new stack CloudWatch tells that each of its alarms became OK. Here the stack has stood for a while.
        if before == "INSUFFICIENT_DATA" and state == "OK":
            return
        cloudwatch._record_history(alarm["AlarmName"], before, state, "a queue's messages")
        # Notifications write the members of a dimension small; the calls of CloudWatch do not.
        dimensions = [{"name": one["Name"], "value": one["Value"]} for one in alarm["Dimensions"]]
        told = {**alarm, "Dimensions": dimensions}
        cloudwatch._dispatch_alarm_actions(told, before, state, "Threshold crossed: messages of a queue.")

    cloudwatch._evaluate_alarm = lambda alarm: None if is_of_queue(alarm) else evaluate(alarm)
    threading.Thread(target=watch, daemon=True).start()
