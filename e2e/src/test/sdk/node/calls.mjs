// One call to Bedrock and one to S3 with unconfigured clients; prints the status of each answer.
import { BedrockRuntimeClient, ConverseCommand } from "@aws-sdk/client-bedrock-runtime";
import { ListBucketsCommand, S3Client } from "@aws-sdk/client-s3";

async function status(call) {
  try {
    return (await call()).$metadata.httpStatusCode;
  } catch (error) {
    if (!error.$metadata?.httpStatusCode) {
      throw error;
    }
    return error.$metadata.httpStatusCode;
  }
}

const bedrock = new BedrockRuntimeClient();
const messages = [{ role: "user", content: [{ text: "Hello" }] }];
const modelId = "anthropic.claude-haiku-4-5-20251001-v1:0";
const s3 = new S3Client();
console.log("bedrock", await status(() => bedrock.send(new ConverseCommand({ modelId, messages }))));
console.log("s3", await status(() => s3.send(new ListBucketsCommand({}))));
