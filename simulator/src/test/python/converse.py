"""boto3, unmodified, against the simulator: argv[1] is its URL."""

import json
import sys

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

URL = sys.argv[1]
HAIKU = "us.anthropic.claude-haiku-4-5-20251001-v1:0"


def client(service, keys):
    return boto3.client(
        service,
        endpoint_url=URL,
        region_name="us-east-1",
        config=Config(retries={"max_attempts": 1}),
        **keys,
    )


def main():
    user = {
        "aws_access_key_id": "AKIADEMODEMODEMODEMO",
        "aws_secret_access_key": "demo-secret-of-the-simulator",
    }
    sts = client("sts", user)
    identity = sts.get_caller_identity()["Arn"]
    credentials = sts.assume_role(
        RoleArn="arn:aws:iam::123456789012:role/bedrock-invoker", RoleSessionName="boto"
    )["Credentials"]
    session = {
        "aws_access_key_id": credentials["AccessKeyId"],
        "aws_secret_access_key": credentials["SecretAccessKey"],
        "aws_session_token": credentials["SessionToken"],
    }
    runtime = client("bedrock-runtime", session)
    messages = [{"role": "user", "content": [{"text": "Hello from boto3"}]}]
    answer = runtime.converse(modelId=HAIKU, messages=messages)
    stream = runtime.converse_stream(modelId=HAIKU, messages=messages)
    events = list(stream["stream"])
    streamed = "".join(
        e["contentBlockDelta"]["delta"]["text"] for e in events if "contentBlockDelta" in e
    )
    chunks = [
        json.loads(e["chunk"]["bytes"])["type"]
        for e in runtime.invoke_model_with_response_stream(
            modelId=HAIKU,
            body=json.dumps(
                {
                    "anthropic_version": "bedrock-2023-05-31",
                    "max_tokens": 16,
                    "messages": [{"role": "user", "content": "Hello"}],
                }
            ),
        )["body"]
    ]
    try:
        runtime.converse(modelId=HAIKU[3:], messages=messages)
        refusal = ""
    except ClientError as error:
        refusal = error.response["Error"]["Code"] + ": " + error.response["Error"]["Message"]
    bedrock = client("bedrock", session)
    guardrail = bedrock.create_guardrail(
        name="boto",
        blockedInputMessaging="in",
        blockedOutputsMessaging="out",
        wordPolicyConfig={"wordsConfig": [{"text": "secret"}]},
    )
    version = bedrock.create_guardrail_version(guardrailIdentifier=guardrail["guardrailId"])
    blocked = runtime.converse(
        modelId=HAIKU,
        messages=[{"role": "user", "content": [{"text": "the secret word"}]}],
        guardrailConfig={
            "guardrailIdentifier": guardrail["guardrailId"],
            "guardrailVersion": version["version"],
            "trace": "enabled",
        },
    )
    print(
        json.dumps(
            {
                "identity": identity,
                "text": answer["output"]["message"]["content"][0]["text"],
                "streamed": streamed,
                "usage": events[-1]["metadata"]["usage"],
                "chunks": chunks,
                "refusal": refusal,
                "profiles": len(
                    bedrock.list_inference_profiles(typeEquals="SYSTEM_DEFINED")[
                        "inferenceProfileSummaries"
                    ]
                ),
                "status": bedrock.get_guardrail(guardrailIdentifier=guardrail["guardrailId"])[
                    "status"
                ],
                "blocked": blocked["stopReason"],
            }
        )
    )


main()
