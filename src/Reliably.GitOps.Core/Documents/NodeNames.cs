namespace Reliably.GitOps.Documents;

/// <summary>What kind of value something is, in words for people.</summary>
public static class NodeNames
{
    public static string Of(DataNode node) => node switch
    {
        DataNode.Null => "nothing",
        DataNode.Boolean => "true or false",
        DataNode.Integer => "a whole number",
        DataNode.Float => "a number",
        DataNode.Text => "text",
        DataNode.Timestamp => "a date",
        DataNode.Sequence => "a list",
        _ => "a mapping",
    };
}
