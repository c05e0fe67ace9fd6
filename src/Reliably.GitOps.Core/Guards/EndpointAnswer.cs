using Reliably.GitOps.Documents;
using Reliably.GitOps.Executions;

namespace Reliably.GitOps.Guards;

/// <summary>Reads the answer of a guard's endpoint: 200 and a JSON object with <c>ok: true</c> is a yes, everything else a no that says what came instead.</summary>
public static class EndpointAnswer
{
    /// <summary>The answer in the journal of the probe that called it.</summary>
    public static GuardAnswer Of(Journal journal)
    {
        if (journal.Run is not [var call, ..]) return GuardAnswer.No("the endpoint was not called");
        if (call.Output is not DataNode.Mapping output) return GuardAnswer.No(Deviation.Failure([call]) is { } failure ? "the endpoint could not be asked: " + failure : "the endpoint did not answer");
        return Of(output);
    }

    /// <summary>The answer in the output of an HTTP probe: <c>status</c>, <c>headers</c>, <c>body</c>.</summary>
    public static GuardAnswer Of(DataNode.Mapping output)
    {
        if (output["status"] is not DataNode.Integer { Value: var status } || status != 200)
            return GuardAnswer.No($"the endpoint answered with status {PythonText.Of(output["status"] ?? DataNode.None)}, not 200");
        var body = output["body"] is DataNode.Text text ? JsonReader.TryParse(System.Text.Encoding.UTF8.GetBytes(text.Value), out _) : output["body"];
        if (body is not DataNode.Mapping answer) return GuardAnswer.No("the endpoint did not answer with a JSON object");
        if (answer["ok"] is not DataNode.Boolean { Value: var ok }) return GuardAnswer.No("the endpoint's answer has no 'ok' of true or false");
        var reason = answer["reason"] switch
        {
            null or DataNode.Null or DataNode.Text { Value: "" } => "it gave no reason",
            DataNode.Text given => given.Value,
            var other => PythonText.Of(other),
        };
        return ok ? GuardAnswer.Yes(reason) : GuardAnswer.No(reason);
    }
}
