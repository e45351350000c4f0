"""One call to Bedrock and one to S3 with unconfigured clients; prints the status of each answer."""

import boto3
from botocore.exceptions import ClientError


def status(call, **arguments):
    try:
        answer = call(**arguments)
    except ClientError as error:
        answer = error.response
    return answer["ResponseMetadata"]["HTTPStatusCode"]


bedrock = boto3.client("bedrock-runtime")
messages = [{"role": "user", "content": [{"text": "Hello"}]}]
model = "anthropic.claude-haiku-4-5-20251001-v1:0"
print("bedrock", status(bedrock.converse, modelId=model, messages=messages))
print("s3", status(boto3.client("s3").list_buckets))
