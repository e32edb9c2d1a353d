"""What MiniStack 1.4.21 does otherwise than AWS with sources of triggers; the rest is in amendments.py."""

import json


def apply():
    describe_buses_by_arn()
    list_pools_with_their_triggers()
    list_secrets_with_their_rotation()


def describe_buses_by_arn():
    """DescribeEventBus knows names only; EventBridge takes an ARN too."""
    from ministack.services import eventbridge

    describe_event_bus = eventbridge._describe_event_bus

    def describe(data):
        name = data.get("Name", "default").rpartition("event-bus/")[2]
        return describe_event_bus({**data, "Name": name})

    eventbridge._describe_event_bus = describe


def list_pools_with_their_triggers():
    """ListUserPools leaves out LambdaConfig."""
    from ministack.services import cognito

    def config_of(entry):
        return {"LambdaConfig": cognito._user_pools[entry["Id"]].get("LambdaConfig", {})}

    cognito._list_user_pools = completed(cognito._list_user_pools, "UserPools", config_of)


def list_secrets_with_their_rotation():
    """ListSecrets leaves out RotationLambdaARN and RotationRules."""
    from ministack.services import secretsmanager

    def rotation_of(entry):
        secret = secretsmanager._secrets[entry["Name"]]
        names = ("RotationLambdaARN", "RotationRules")
        return {name: secret[name] for name in names if secret.get(name)}

    secretsmanager._list_secrets = completed(secretsmanager._list_secrets, "SecretList", rotation_of)


def completed(list_entries, member, missing_of):
    """The same listing with what each entry lacks."""

    def list_whole(data):
        status, headers, body = list_entries(data)
        answer = json.loads(body)
        for entry in answer.get(member, []):
            entry.update(missing_of(entry))
        return status, headers, json.dumps(answer).encode()

    return list_whole
