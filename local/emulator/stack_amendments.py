"""What MiniStack 1.4.21 leaves out when CloudFormation makes a resource, which its own API does; the rest is in
amendments.py."""

import json


def apply():
    grant_permissions_as_lambda_does()
    make_rules_as_eventbridge_does()
    attach_policies_as_iam_does()
    wait_for_what_texts_name()


def grant_permissions_as_lambda_does():
    """A statement names its service as a bare text, which the grammar of policies does not know, and lacks
    SourceAccount. AddPermission writes both as Lambda does."""
    from ministack.services import lambda_svc
    from ministack.services.cloudformation import provisioners

    handler = provisioners._RESOURCE_HANDLERS["AWS::Lambda::Permission"]

    def create(logical_id, props, stack_name):
        name, qualifier = lambda_svc._resolve_name_and_qualifier(props["FunctionName"])
        data = {**props, "StatementId": logical_id}
        status, _, body = lambda_svc._add_permission(name, data, {}, qualifier)
        if status != 201:
            raise ValueError(f"{logical_id}: {json.loads(body)}")
        return logical_id, {}

    def delete(physical_id, props):
        name, qualifier = lambda_svc._resolve_name_and_qualifier(props["FunctionName"])
        lambda_svc._remove_permission(name, physical_id, {}, qualifier)

    handler.update(create=create, delete=delete)


def make_rules_as_eventbridge_does():
    """A rule takes any pattern, and names the default bus in its ARN. PutRule refuses a pattern that EventBridge cannot
    read, and names other buses only."""
    from ministack.services import eventbridge
    from ministack.services.cloudformation import provisioners

    handler = provisioners._RESOURCE_HANDLERS["AWS::Events::Rule"]
    create_rule = handler["create"]

    def create(logical_id, props, stack_name):
        pattern = props.get("EventPattern")
        reason = eventbridge._event_pattern_error(json.dumps(pattern) if pattern else "")
        if reason:
            raise ValueError(f"{logical_id}: Event pattern is not valid. Reason: {reason}")
        name, _ = create_rule(logical_id, props, stack_name)
        bus = props.get("EventBusName", "default")
        arn = eventbridge._rule_arn(name, bus)
        eventbridge._rules[eventbridge._rule_key(name, bus)]["Arn"] = arn
        return name, {"Arn": arn}

    handler["create"] = create


def attach_policies_as_iam_does():
    """A managed policy has no versions, and a role has its managed policies in another form than AttachRolePolicy gives
    it: GetPolicyVersion and ListAttachedRolePolicies fail with a 500."""
    from ministack.services import iam
    from ministack.services.cloudformation import provisioners

    roles = provisioners._RESOURCE_HANDLERS["AWS::IAM::Role"]
    policies = provisioners._RESOURCE_HANDLERS["AWS::IAM::ManagedPolicy"]
    create_role, create_policy = roles["create"], policies["create"]

    def role(logical_id, props, stack_name):
        name, attributes = create_role(logical_id, props, stack_name)
        iam._roles[name]["AttachedPolicies"] = list(props.get("ManagedPolicyArns", []))
        return name, attributes

    def policy(logical_id, props, stack_name):
        arn, attributes = create_policy(logical_id, props, stack_name)
        made = iam._policies[arn]
        versions = made.pop("PolicyVersions")
        made["Versions"] = {one["VersionId"]: {**one, "CreateDate": made["CreateDate"]} for one in versions}
        return arn, {**attributes, "PolicyArn": arn}

    roles["create"] = role
    policies["create"] = policy


def wait_for_what_texts_name():
    """What the values of a Fn::Sub refer to is not waited for: a resource is made before them, with wrong ARNs in its
    text."""
    from ministack.services.cloudformation import engine

    dependencies = engine._extract_deps

    def values_of(template):
        if isinstance(template, dict):
            text = template.get("Fn::Sub")
            return ([text[1]] if isinstance(text, list) and len(text) > 1 else []) + values_of([*template.values()])
        return [value for one in template for value in values_of(one)] if isinstance(template, list) else []

    def extract(resource, names):
        values = values_of(resource.get("Properties", {}))
        return dependencies(resource, names) | dependencies({"Properties": values}, names)

    engine._extract_deps = extract
