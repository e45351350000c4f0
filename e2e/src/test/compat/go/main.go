// AWS's SDK for Go: runs the features that the driver names, one line of JSON each, and tells what
// came of them.
package main

import (
	"bufio"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"log"
	"os"
	"strings"
	"sync"

	"github.com/aws/aws-sdk-go-v2/aws"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime/document"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime/types"
	"github.com/aws/smithy-go"
)

type request struct {
	Feature  string `json:"feature"`
	Model    string `json:"model"`
	Prompt   string `json:"prompt"`
	System   string `json:"system"`
	Image    string `json:"image"`
	Document string `json:"document"`
	Source   string `json:"source"`
	Retries  *int   `json:"retries"`
	Calls    int    `json:"calls"`
}

type told struct {
	Feature string `json:"feature"`
	Outcome string `json:"outcome"`
	Saw     string `json:"saw"`
	Message string `json:"message"`
}

const reportSchema = `{"type":"object","properties":{"city":{"type":"string"},"degrees":{"type":"integer"}},` +
	`"required":["city","degrees"],"additionalProperties":false}`

var (
	ctx      = context.Background()
	client   *bedrockruntime.Client
	features = map[string]func(request) (string, error){
		"plain": func(r request) (string, error) {
			answer, err := converse(r, nil)
			return text(answer), err
		},
		"stop": func(r request) (string, error) {
			answer, err := converse(r, nil)
			if err != nil {
				return "", err
			}
			return fmt.Sprintf("%s: %s", answer.StopReason, text(answer)), nil
		},
		"stream":          stream,
		"stop-stream":     stopStream,
		"tools":           func(r request) (string, error) { return loop(r, nil) },
		"tools-stream":    toolsStream,
		"image":           image,
		"document":        paper,
		"citations":       citations,
		"structured":      structured,
		"thinking":        thinking,
		"thinking-stream": thinkingStream,
		"thinking-tools":  func(r request) (string, error) { return loop(r, thinkingFields()) },
		"caching":         caching,
		"cancel":          cancel,
		"parallel":        parallel,
		"invoke":          invoke,
		"invoke-stream":   invokeStream,
		"embeddings":      embeddings,
		"count-tokens":    countTokens,
	}
)

func user(blocks ...types.ContentBlock) types.Message {
	return types.Message{Role: types.ConversationRoleUser, Content: blocks}
}

func says(value string) types.ContentBlock {
	return &types.ContentBlockMemberText{Value: value}
}

func input(r request) *bedrockruntime.ConverseInput {
	return &bedrockruntime.ConverseInput{
		ModelId:         aws.String(r.Model),
		Messages:        []types.Message{user(says(r.Prompt))},
		InferenceConfig: &types.InferenceConfiguration{MaxTokens: aws.Int32(2048)},
	}
}

func retries(r request) func(*bedrockruntime.Options) {
	return func(options *bedrockruntime.Options) {
		if r.Retries != nil {
			options.RetryMaxAttempts = *r.Retries + 1
		}
	}
}

func converse(r request, change func(*bedrockruntime.ConverseInput)) (*bedrockruntime.ConverseOutput, error) {
	asked := input(r)
	if change != nil {
		change(asked)
	}
	return client.Converse(ctx, asked, retries(r))
}

func message(answer *bedrockruntime.ConverseOutput) types.Message {
	if answer == nil {
		return types.Message{}
	}
	return answer.Output.(*types.ConverseOutputMemberMessage).Value
}

func text(answer *bedrockruntime.ConverseOutput) string {
	var all strings.Builder
	for _, block := range message(answer).Content {
		if said, is := block.(*types.ContentBlockMemberText); is {
			all.WriteString(said.Value)
		}
	}
	return all.String()
}

func pieces(texts []string) (string, error) {
	if len(texts) < 2 {
		return "", fmt.Errorf("not streamed: %q", texts)
	}
	return strings.Join(texts, ""), nil
}

type streamed struct {
	texts    []string
	thought  string
	reason   types.StopReason
	toolName string
	toolID   string
	given    string
}

func events(r request, change func(*bedrockruntime.ConverseStreamInput)) (streamed, error) {
	asked := input(r)
	in := &bedrockruntime.ConverseStreamInput{
		ModelId: asked.ModelId, Messages: asked.Messages, InferenceConfig: asked.InferenceConfig,
	}
	if change != nil {
		change(in)
	}
	var all streamed
	answer, err := client.ConverseStream(ctx, in, retries(r))
	if err != nil {
		return all, err
	}
	from := answer.GetStream()
	defer from.Close()
	for event := range from.Events() {
		switch event := event.(type) {
		case *types.ConverseStreamOutputMemberContentBlockStart:
			if use, is := event.Value.Start.(*types.ContentBlockStartMemberToolUse); is {
				all.toolName, all.toolID = *use.Value.Name, *use.Value.ToolUseId
			}
		case *types.ConverseStreamOutputMemberContentBlockDelta:
			switch delta := event.Value.Delta.(type) {
			case *types.ContentBlockDeltaMemberText:
				all.texts = append(all.texts, delta.Value)
			case *types.ContentBlockDeltaMemberReasoningContent:
				if thought, is := delta.Value.(*types.ReasoningContentBlockDeltaMemberText); is {
					all.thought += thought.Value
				}
			case *types.ContentBlockDeltaMemberToolUse:
				all.given += *delta.Value.Input
			}
		case *types.ConverseStreamOutputMemberMessageStop:
			all.reason = event.Value.StopReason
		}
	}
	return all, from.Err()
}

func stream(r request) (string, error) {
	all, err := events(r, nil)
	if err != nil {
		return "", err
	}
	return pieces(all.texts)
}

func stopStream(r request) (string, error) {
	all, err := events(r, nil)
	return fmt.Sprintf("%s: %s", all.reason, strings.Join(all.texts, "")), err
}

func tools() *types.ToolConfiguration {
	schema := map[string]any{
		"type":       "object",
		"properties": map[string]any{"city": map[string]any{"type": "string"}},
		"required":   []string{"city"},
	}
	return &types.ToolConfiguration{Tools: []types.Tool{&types.ToolMemberToolSpec{Value: types.ToolSpecification{
		Name:        aws.String("get_weather"),
		Description: aws.String("Tells the weather of a city."),
		InputSchema: &types.ToolInputSchemaMemberJson{Value: document.NewLazyDocument(schema)},
	}}}}
}

func result(use types.ToolUseBlock, city string) types.Message {
	return user(&types.ContentBlockMemberToolResult{Value: types.ToolResultBlock{
		ToolUseId: use.ToolUseId,
		Content:   []types.ToolResultContentBlock{&types.ToolResultContentBlockMemberText{Value: "18 degrees in " + city}},
	}})
}

func loop(r request, fields document.Interface) (string, error) {
	messages := []types.Message{user(says(r.Prompt))}
	ask := func() (*bedrockruntime.ConverseOutput, error) {
		return converse(r, func(in *bedrockruntime.ConverseInput) {
			in.Messages, in.ToolConfig, in.AdditionalModelRequestFields = messages, tools(), fields
		})
	}
	first, err := ask()
	if err != nil {
		return "", err
	}
	for _, block := range message(first).Content {
		if use, is := block.(*types.ContentBlockMemberToolUse); is {
			var given map[string]any
			if err := use.Value.Input.UnmarshalSmithyDocument(&given); err != nil {
				return "", err
			}
			city := fmt.Sprint(given["city"])
			messages = append(messages, message(first), result(use.Value, city))
			last, err := ask()
			return fmt.Sprintf("%s %s: %s", *use.Value.Name, city, text(last)), err
		}
	}
	return "", errors.New("no tool was used")
}

func toolsStream(r request) (string, error) {
	messages := []types.Message{user(says(r.Prompt))}
	ask := func() (streamed, error) {
		return events(r, func(in *bedrockruntime.ConverseStreamInput) { in.Messages, in.ToolConfig = messages, tools() })
	}
	first, err := ask()
	if err != nil {
		return "", err
	}
	var given map[string]any
	if err := json.Unmarshal([]byte(first.given), &given); err != nil {
		return "", err
	}
	use := types.ToolUseBlock{
		Name: aws.String(first.toolName), ToolUseId: aws.String(first.toolID), Input: document.NewLazyDocument(given),
	}
	city := fmt.Sprint(given["city"])
	messages = append(messages, types.Message{
		Role: types.ConversationRoleAssistant, Content: []types.ContentBlock{&types.ContentBlockMemberToolUse{Value: use}},
	}, result(use, city))
	last, err := ask()
	if err != nil {
		return "", err
	}
	said, err := pieces(last.texts)
	return fmt.Sprintf("%s %s: %s", first.toolName, city, said), err
}

func image(r request) (string, error) {
	bytes, err := base64.StdEncoding.DecodeString(r.Image)
	if err != nil {
		return "", err
	}
	answer, err := converse(r, func(in *bedrockruntime.ConverseInput) {
		in.Messages = []types.Message{user(&types.ContentBlockMemberImage{Value: types.ImageBlock{
			Format: types.ImageFormatPng, Source: &types.ImageSourceMemberBytes{Value: bytes},
		}}, says(r.Prompt))}
	})
	return text(answer), err
}

func paper(r request) (string, error) {
	bytes, err := base64.StdEncoding.DecodeString(r.Document)
	if err != nil {
		return "", err
	}
	answer, err := converse(r, func(in *bedrockruntime.ConverseInput) {
		in.Messages = []types.Message{user(&types.ContentBlockMemberDocument{Value: types.DocumentBlock{
			Format: types.DocumentFormatPdf, Name: aws.String("weather"),
			Source: &types.DocumentSourceMemberBytes{Value: bytes},
		}}, says(r.Prompt))}
	})
	return text(answer), err
}

func citations(r request) (string, error) {
	answer, err := converse(r, func(in *bedrockruntime.ConverseInput) {
		in.Messages = []types.Message{user(&types.ContentBlockMemberDocument{Value: types.DocumentBlock{
			Name: aws.String("weather"), Source: &types.DocumentSourceMemberText{Value: r.Source},
			Citations: &types.CitationsConfig{Enabled: aws.Bool(true)},
		}}, says(r.Prompt))}
	})
	for _, block := range message(answer).Content {
		if cited, is := block.(*types.ContentBlockMemberCitationsContent); is {
			said := cited.Value.Content[0].(*types.CitationGeneratedContentMemberText).Value
			return fmt.Sprintf("%s [%s]", said, *cited.Value.Citations[0].Title), nil
		}
	}
	return "", err
}

func structured(r request) (string, error) {
	answer, err := converse(r, func(in *bedrockruntime.ConverseInput) {
		in.OutputConfig = &types.OutputConfig{TextFormat: &types.OutputFormat{
			Type: types.OutputFormatTypeJsonSchema,
			Structure: &types.OutputFormatStructureMemberJsonSchema{Value: types.JsonSchemaDefinition{
				Name: aws.String("report"), Schema: aws.String(reportSchema),
			}},
		}}
	})
	if err != nil {
		return "", err
	}
	var report struct {
		City    string
		Degrees int
	}
	err = json.Unmarshal([]byte(text(answer)), &report)
	return fmt.Sprintf("%s %d", report.City, report.Degrees), err
}

func thinkingFields() document.Interface {
	return document.NewLazyDocument(map[string]any{"thinking": map[string]any{"type": "enabled", "budget_tokens": 1024}})
}

func thinking(r request) (string, error) {
	answer, err := converse(r, func(in *bedrockruntime.ConverseInput) { in.AdditionalModelRequestFields = thinkingFields() })
	for _, block := range message(answer).Content {
		if thought, is := block.(*types.ContentBlockMemberReasoningContent); is {
			said := thought.Value.(*types.ReasoningContentBlockMemberReasoningText).Value
			return fmt.Sprintf("%s => %s", *said.Text, text(answer)), nil
		}
	}
	return "", err
}

func thinkingStream(r request) (string, error) {
	all, err := events(r, func(in *bedrockruntime.ConverseStreamInput) { in.AdditionalModelRequestFields = thinkingFields() })
	return fmt.Sprintf("%s => %s", all.thought, strings.Join(all.texts, "")), err
}

func caching(r request) (string, error) {
	var usages []*types.TokenUsage
	for range 2 {
		answer, err := converse(r, func(in *bedrockruntime.ConverseInput) {
			in.System = []types.SystemContentBlock{
				&types.SystemContentBlockMemberText{Value: r.System},
				&types.SystemContentBlockMemberCachePoint{Value: types.CachePointBlock{Type: types.CachePointTypeDefault}},
			}
		})
		if err != nil {
			return "", err
		}
		usages = append(usages, answer.Usage)
	}
	written, read := *usages[0].CacheWriteInputTokens, *usages[1].CacheReadInputTokens
	if written == 0 || written != read {
		return "", fmt.Errorf("written %d, read %d", written, read)
	}
	return "written, then read", nil
}

func cancel(r request) (string, error) {
	in := input(r)
	answer, err := client.ConverseStream(ctx, &bedrockruntime.ConverseStreamInput{ModelId: in.ModelId, Messages: in.Messages})
	if err != nil {
		return "", err
	}
	for event := range answer.GetStream().Events() {
		if _, is := event.(*types.ConverseStreamOutputMemberContentBlockDelta); is {
			break
		}
	}
	return "gone after the first piece", answer.GetStream().Close()
}

func parallel(r request) (string, error) {
	var all sync.WaitGroup
	answers := make(chan string, r.Calls)
	for range r.Calls {
		all.Go(func() {
			if answer, err := converse(r, nil); err == nil && text(answer) != "" {
				answers <- text(answer)
			}
		})
	}
	all.Wait()
	return fmt.Sprint(len(answers)), nil
}

func claude(r request) []byte {
	body, err := json.Marshal(map[string]any{
		"anthropic_version": "bedrock-2023-05-31",
		"max_tokens":        256,
		"messages":          []any{map[string]any{"role": "user", "content": r.Prompt}},
	})
	if err != nil {
		log.Fatal(err)
	}
	return body
}

func invoke(r request) (string, error) {
	answer, err := client.InvokeModel(ctx, &bedrockruntime.InvokeModelInput{
		ModelId: aws.String(r.Model), ContentType: aws.String("application/json"), Body: claude(r),
	})
	if err != nil {
		return "", err
	}
	var read struct{ Content []struct{ Text string } }
	if err := json.Unmarshal(answer.Body, &read); err != nil {
		return "", err
	}
	return read.Content[0].Text, nil
}

func invokeStream(r request) (string, error) {
	answer, err := client.InvokeModelWithResponseStream(ctx, &bedrockruntime.InvokeModelWithResponseStreamInput{
		ModelId: aws.String(r.Model), ContentType: aws.String("application/json"), Body: claude(r),
	})
	if err != nil {
		return "", err
	}
	var texts []string
	for event := range answer.GetStream().Events() {
		var read struct{ Delta struct{ Text string } }
		if chunk, is := event.(*types.ResponseStreamMemberChunk); is {
			if err := json.Unmarshal(chunk.Value.Bytes, &read); err != nil {
				return "", err
			}
			if read.Delta.Text != "" {
				texts = append(texts, read.Delta.Text)
			}
		}
	}
	if err := answer.GetStream().Err(); err != nil {
		return "", err
	}
	return pieces(texts)
}

func embeddings(r request) (string, error) {
	body, err := json.Marshal(map[string]string{"inputText": r.Prompt})
	if err != nil {
		return "", err
	}
	answer, err := client.InvokeModel(ctx, &bedrockruntime.InvokeModelInput{
		ModelId: aws.String(r.Model), ContentType: aws.String("application/json"), Body: body,
	})
	if err != nil {
		return "", err
	}
	var read struct{ Embedding []float64 }
	err = json.Unmarshal(answer.Body, &read)
	return fmt.Sprint(len(read.Embedding)), err
}

func countTokens(r request) (string, error) {
	counted, err := client.CountTokens(ctx, &bedrockruntime.CountTokensInput{
		ModelId: aws.String(r.Model),
		Input: &types.CountTokensInputMemberConverse{
			Value: types.ConverseTokensRequest{Messages: []types.Message{user(says(r.Prompt))}},
		},
	})
	if err != nil {
		return "", err
	}
	if *counted.InputTokens <= 0 {
		return fmt.Sprint(*counted.InputTokens), nil
	}
	return "counted", nil
}

func run(r request) told {
	feature, is := features[r.Feature]
	if !is {
		return told{Feature: r.Feature, Outcome: "absent"}
	}
	saw, err := feature(r)
	if err == nil {
		return told{Feature: r.Feature, Outcome: "works", Saw: saw}
	}
	var said smithy.APIError
	if !errors.As(err, &said) {
		return told{Feature: r.Feature, Outcome: "failed", Saw: err.Error()}
	}
	where := "in a stream"
	var answered *awshttp.ResponseError
	if errors.As(err, &answered) {
		where = fmt.Sprint(answered.HTTPStatusCode())
	}
	return told{r.Feature, "refused", said.ErrorCode() + " " + where, said.ErrorMessage()}
}

func main() {
	cfg, err := config.LoadDefaultConfig(ctx)
	if err != nil {
		log.Fatal(err)
	}
	client = bedrockruntime.NewFromConfig(cfg)
	lines := bufio.NewReader(os.Stdin)
	for {
		line, err := lines.ReadBytes('\n')
		if err != nil {
			return
		}
		var r request
		if err := json.Unmarshal(line, &r); err != nil {
			log.Fatal(err)
		}
		out, err := json.Marshal(run(r))
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(string(out))
	}
}
