"""What MiniStack 1.4.21 does otherwise than AWS, and can be mended from outside. docs/local.md lists what cannot.
Each function says what is wrong; drop it when a newer version does it right."""

import contextvars
import os
import time


def apply():
    join_request_bodies_once()
    give_each_version_its_own_code()
    honour_batching_windows()
    accept_event_bus_policies()
    give_buckets_object_lock()
    refer_to_secrets_by_arn()
    name_distributions_without_prefix()
    tell_the_names_of_errors()
    keep_policies_apart()
    forget_functions_as_lambda_does()
    describe_tables_by_arn()
    move_dead_letters()
    shorten_pauses()


def join_request_bodies_once():
    """Each piece of a body is appended to the whole, so that a 40 MB upload takes seven seconds."""
    from ministack import app

    async def read_request_body(receive, method, headers):
        pieces = []
        more = headers.get("content-length") or headers.get("transfer-encoding") or method in app._BODY_METHODS
        while more:
            message = await receive()
            pieces.append(message.get("body", b""))
            more = message.get("more_body", False)
        return app._decode_aws_chunked_body(b"".join(pieces), headers)

    app._read_request_body = read_request_body


def give_each_version_its_own_code():
    """GetFunction of a version gives the address of $LATEST's code."""
    from ministack.services import lambda_svc

    asked = contextvars.ContextVar("asked", default=None)
    get_function = lambda_svc._get_function
    code_url = lambda_svc._presigned_code_url

    def get(name, qualifier=None):
        asked.set(qualifier)
        return get_function(name, qualifier)

    def url(name):
        return code_url(f"{name}:{asked.get()}" if asked.get() else name)

    def serve(name, account_id=None, region=None):
        name, _, qualifier = name.partition(":")
        function = lambda_svc._functions.get_scoped(account_id, region, name)
        record, _ = lambda_svc._effective_func_record_for_qualifier(function, qualifier or None)
        if record is None:
            return 404, {"Content-Type": "text/plain"}, b"Function not found"
        return 200, {"Content-Type": "application/zip"}, record.get("code_zip") or b""

    lambda_svc._get_function = get
    lambda_svc._presigned_code_url = url
    lambda_svc.serve_function_code = serve


def honour_batching_windows():
    """A queue's messages are taken at once and ten at most; Lambda gathers them for
    MaximumBatchingWindowInSeconds or until the batch is full, whatever its size."""
    from ministack.services import lambda_svc, sqs

    receive_ten = sqs._receive_messages_for_esm

    def window_of(queue):
        arn = queue["attributes"].get("QueueArn")
        mappings = (esm for _, _, esm in lambda_svc._iter_all_esms() if esm.get("EventSourceArn") == arn)
        return max((float(esm.get("MaximumBatchingWindowInSeconds") or 0) for esm in mappings), default=0)

    def receive(queue_url, wanted):
        batch_size = int(wanted or 10)
        with sqs._queues_lock:
            queue = sqs._queues.get(queue_url)
            if queue is None or not gathered(queue, batch_size, window_of(queue)):
                return []
        batch = []
        while len(batch) < batch_size:
            more = receive_ten(queue_url, batch_size - len(batch))
            if not more:
                break
            batch.extend(more)
        return batch

    sqs._receive_messages_for_esm = receive


def gathered(queue, batch_size, window):
    now = time.time()
    visible_since = [m["visible_at"] for m in queue["messages"] if m["visible_at"] <= now]
    return bool(visible_since) and (len(visible_since) >= batch_size or now - min(visible_since) >= window)


def give_buckets_object_lock():
    """CloudFormation overlooks ObjectLockEnabled of a bucket: nothing in it could be locked."""
    from ministack.services import s3
    from ministack.services.cloudformation import provisioners

    handler = provisioners._RESOURCE_HANDLERS["AWS::S3::Bucket"]
    create_bucket = handler["create"]

    def create(logical_id, props, stack_name):
        name, attributes = create_bucket(logical_id, props, stack_name)
        if str(props.get("ObjectLockEnabled", "")).lower() == "true":
            s3._bucket_object_lock[name] = {"enabled": True, "default_retention": None}
        return name, attributes

    handler["create"] = create


def accept_event_bus_policies():
    """AWS::Events::EventBusPolicy is unknown, and rolls the stack back. No call is checked against a policy
    here, so it is accepted and does nothing."""
    from ministack.services.cloudformation import provisioners

    provisioners._RESOURCE_HANDLERS.setdefault(
        "AWS::Events::EventBusPolicy",
        {
            "create": lambda logical_id, properties, stack: (properties.get("StatementId", logical_id), {}),
            "delete": lambda physical_id, properties: None,
        },
    )


def refer_to_secrets_by_arn():
    """`!Ref` of a secret gives its name; of CloudFormation it gives the ARN."""
    from ministack.services.cloudformation import provisioners

    handler = provisioners._RESOURCE_HANDLERS["AWS::SecretsManager::Secret"]
    create = handler["create"]
    delete = handler["delete"]
    names = {}

    def create_by_arn(*arguments):
        name, attributes = create(*arguments)
        names[attributes["Arn"]] = name
        return attributes["Arn"], attributes

    def delete_by_name(physical_id, *rest):
        return delete(names.pop(physical_id, physical_id), *rest)

    handler.update(create=create_by_arn, delete=delete_by_name)


def name_distributions_without_prefix():
    """GetDistribution puts `ns0:` before every name of the configuration, so that an SDK finds none of it."""
    from ministack.services import cloudfront

    parse = cloudfront.fromstring

    def without_namespaces(text):
        root = parse(text)
        for element in root.iter():
            element.tag = element.tag.rpartition("}")[2]
        return root

    cloudfront.fromstring = without_namespaces


def tell_the_names_of_errors():
    """The errorType of a failed Node handler is always `Runtime.HandlerError`; Lambda gives the error's name, and
    state machines match it."""
    from ministack.core import lambda_runtime
    from ministack.services import lambda_svc

    name = contextvars.ContextVar("name", default=None)
    invoke_worker = lambda_runtime.Worker.invoke
    execute = lambda_svc._execute_function_warm
    trace = 'trace: err.stack || ""'
    if trace not in lambda_runtime._NODEJS_WORKER_SCRIPT:
        raise RuntimeError("this version of MiniStack writes the errors of Node handlers in another way")

    def invoke(worker, event, request_id):
        response = invoke_worker(worker, event, request_id)
        name.set(response.get("name"))
        return response

    def execute_and_name(function, event):
        name.set(None)
        result = execute(function, event)
        if result.get("error") and name.get():
            result["body"]["errorType"] = name.get()
        return result

    lambda_runtime._NODEJS_WORKER_SCRIPT = lambda_runtime._NODEJS_WORKER_SCRIPT.replace(trace, f"{trace}, name: err.name")
    lambda_runtime.Worker.invoke = invoke
    lambda_svc._execute_function_warm = execute_and_name


def keep_policies_apart():
    """A function, its aliases and its versions share one policy, in which a name can stand but once; an empty one is
    still a policy. On AWS each has its own, and one without statements is none."""
    from ministack.services import lambda_svc

    def apart(handle):
        def handle_with_its_own(name, *arguments):
            function = lambda_svc._functions.get(name)
            qualifier = lambda_svc._qualifier_from_path_or_query(arguments[-1], arguments[-2])
            if function is None or qualifier in (None, "$LATEST"):
                return handle(name, *arguments)
            own = function.setdefault("policies", {}).setdefault(qualifier, {**function["policy"], "Statement": []})
            shared, function["policy"] = function["policy"], own
            try:
                return handle(name, *arguments)
            finally:
                function["policy"] = shared

        return handle_with_its_own

    get_policy = lambda_svc._get_policy

    def get(name, *arguments):
        function = lambda_svc._functions.get(name)
        if function is not None and not function["policy"]["Statement"]:
            return lambda_svc.error_response_json("ResourceNotFoundException", "The resource has no policy.", 404)
        return get_policy(name, *arguments)

    lambda_svc._get_policy = apart(get)
    lambda_svc._add_permission = apart(lambda_svc._add_permission)
    lambda_svc._remove_permission = apart(lambda_svc._remove_permission)


def forget_functions_as_lambda_does():
    """The URL of a function outlives it, and one that is created again begins with version 1. On AWS URLs go with
    their function, and no number of a version is given twice."""
    from ministack.services import lambda_svc

    functions, urls = lambda_svc._functions, lambda_svc._function_urls
    numbers = lambda_svc.AccountRegionScopedDict()
    create_function = lambda_svc._create_function
    delete_function = lambda_svc._delete_function

    def delete(name, *arguments):
        next_version = functions[name]["next_version"] if name in functions else 1
        answer = delete_function(name, *arguments)
        if name not in functions:
            numbers[name] = max(next_version, numbers.get(name, 1))
            for key in [key for key in urls if key.partition(":")[0] == name]:
                urls.pop(key)
        return answer

    def create(data):
        answer = create_function(data)
        name = data.get("FunctionName")
        if name in numbers and name in functions:
            functions[name]["next_version"] = max(numbers[name], functions[name]["next_version"])
        return answer

    lambda_svc._create_function = create
    lambda_svc._delete_function = delete


def describe_tables_by_arn():
    """DescribeTable knows names only; DynamoDB takes an ARN too."""
    from ministack.services import dynamodb

    describe_table = dynamodb._describe_table

    def describe(data):
        return describe_table({**data, "TableName": dynamodb._normalize_table_name(data.get("TableName"))})

    dynamodb._describe_table = describe


def move_dead_letters():
    """StartMessageMoveTask and ListMessageMoveTasks are missing. Here a move is over when it is begun."""
    from ministack.services import sqs

    tasks = {}

    def start(data, url):
        source, destination = (sqs._queue_by_arn(data[name]) for name in ("SourceArn", "DestinationArn"))
        if source is None or destination is None:
            raise sqs._Err("ResourceNotFoundException", "The resource that you specified does not exist.", 400)
        now = time.time()
        # What somebody is reading stays where it is.
        moved = [message for message in source["messages"] if message["visible_at"] <= now]
        source["messages"] = [message for message in source["messages"] if message["visible_at"] > now]
        destination["messages"] += [{**message, "receipt_handle": None, "receive_count": 0} for message in moved]
        task = {"Status": "COMPLETED", "ApproximateNumberOfMessagesMoved": len(moved)}
        tasks.setdefault(data["SourceArn"], []).insert(0, task)
        return {"TaskHandle": str(now)}

    def listed(data, url):
        return {"Results": tasks.get(data["SourceArn"], [])[: data.get("MaxResults", 1)]}

    sqs._HANDLERS["StartMessageMoveTask"] = start
    sqs._HANDLERS["ListMessageMoveTasks"] = listed


def shorten_pauses():
    """No defect: a test need not wait as long as AWS would until a message comes back. (Of state machines the
    emulator shortens the pauses itself, by SFN_WAIT_SCALE.)"""
    from ministack.services import sqs

    scale = float(os.environ.get("SQS_PAUSE_SCALE", "1"))
    change = sqs._HANDLERS["ChangeMessageVisibility"]

    def change_visibility(data, url):
        pause = int(float(data.get("VisibilityTimeout", 30)) * scale)
        return change({**data, "VisibilityTimeout": pause}, url)

    sqs._HANDLERS["ChangeMessageVisibility"] = change_visibility
