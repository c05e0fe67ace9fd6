using FsCheck;
using FsCheck.Fluent;
using Reliably.GitOps.Documents;

namespace Reliably.GitOps.Guards;

public class EndpointAnswerTests
{
    [Theory]
    [InlineData("""{"status":200,"headers":{},"body":{"ok":true}}""", "it gave no reason")]
    [InlineData("""{"status":200,"headers":{},"body":{"ok":true,"reason":"all is calm."}}""", "all is calm")]
    [InlineData("""{"status":200,"headers":{},"body":"{\"ok\": true, \"reason\": \"served as text\"}"}""", "served as text")]
    [InlineData("""{"status":200,"headers":{},"body":{"ok":true,"reason":7,"more":[1]}}""", "7")]
    public void A_clear_yes_is_a_yes(string output, string reason) => Answer(output).ShouldBe(new GuardAnswer(true, reason));

    [Theory]
    [InlineData("""{"status":200,"headers":{},"body":{"ok":false,"reason":"checkout pages"}}""", "checkout pages")]
    [InlineData("""{"status":200,"headers":{},"body":{"ok":false}}""", "it gave no reason")]
    [InlineData("""{"status":200,"headers":{},"body":{"ok":"true"}}""", "the endpoint's answer has no 'ok' of true or false")]
    [InlineData("""{"status":200,"headers":{},"body":{"ok":1}}""", "the endpoint's answer has no 'ok' of true or false")]
    [InlineData("""{"status":200,"headers":{},"body":{"OK":true}}""", "the endpoint's answer has no 'ok' of true or false")]
    [InlineData("""{"status":200,"headers":{},"body":[{"ok":true}]}""", "the endpoint did not answer with a JSON object")]
    [InlineData("""{"status":200,"headers":{},"body":"<p>ok</p>"}""", "the endpoint did not answer with a JSON object")]
    [InlineData("""{"status":200,"headers":{},"body":""}""", "the endpoint did not answer with a JSON object")]
    [InlineData("""{"status":200,"headers":{},"body":null}""", "the endpoint did not answer with a JSON object")]
    [InlineData("""{"status":201,"headers":{},"body":{"ok":true}}""", "the endpoint answered with status 201, not 200")]
    [InlineData("""{"status":503,"headers":{},"body":{"ok":true}}""", "the endpoint answered with status 503, not 200")]
    [InlineData("""{"status":"200","headers":{},"body":{"ok":true}}""", "the endpoint answered with status 200, not 200")]
    [InlineData("{}", "the endpoint answered with status None, not 200")]
    public void Everything_else_is_a_no_that_says_what_came(string output, string reason) => Answer(output).ShouldBe(new GuardAnswer(false, reason));

    [Fact]
    public void Rubbish_never_says_yes_and_never_fails() => Check.QuickThrowOnFailure(Prop.ForAll(ArbMap.Default.ArbFor<string>(), static body =>
        !EndpointAnswer.Of(DataNode.Mapping.Create(("status", DataNode.Of(200)), ("headers", DataNode.Mapping.Empty), ("body", DataNode.Of(body ?? "")))).Ok));

    [Fact]
    public void A_reason_is_one_line_of_bounded_length() => Check.QuickThrowOnFailure(Prop.ForAll(ArbMap.Default.ArbFor<string>(), static text =>
        GuardAnswer.No(text + new string('x', 400)).Reason is { Length: <= 301 } reason && !reason.Any(char.IsControl)));

    private static GuardAnswer Answer(string output) => EndpointAnswer.Of((DataNode.Mapping)JsonReader.Parse(output));
}
