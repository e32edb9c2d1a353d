"""What MiniStack 1.4.21 leaves out of the ways by which people are told: dead-letter queues, mails. Alarms are in
metrics_amendments.py. Each function says what is wrong; drop it when a newer version does it right."""

import json


def apply():
    keep_redrive_policies()
    keep_mails_of_topics()


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
