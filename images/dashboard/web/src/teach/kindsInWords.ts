/** What the common kinds are, in a sentence for people who meet them for the first time. */
import { words } from "../i18n/text";

export const texts = words(
  {
    Pod: "A Pod is the smallest thing that runs: one or more containers that share an address and are placed on a node together.",
    Deployment:
      "A Deployment keeps a number of equal pods running and replaces them step by step when their template changes.",
    ReplicaSet: "A ReplicaSet keeps a number of equal pods running; a Deployment makes one for each revision.",
    StatefulSet:
      "A StatefulSet runs pods that each keep their own name and volume, started and stopped in order: for databases and the like.",
    DaemonSet: "A DaemonSet runs one pod on every node, or on those that are chosen: for agents and drivers.",
    Job: "A Job runs pods until the work is done, and tries again where they fail.",
    CronJob: "A CronJob starts a Job whenever its schedule says so.",
    Service: "A Service gives pods with certain labels one name and one address that stay while the pods come and go.",
    Ingress: "An Ingress leads HTTP from outside to services, by host and path; an ingress controller does the work.",
    NetworkPolicy: "A NetworkPolicy says which connections pods may take and make; all others are then cut.",
    EndpointSlice: "An EndpointSlice lists addresses of pods behind a Service; Kubernetes keeps it.",
    ConfigMap: "A ConfigMap holds settings that pods read as environment variables or files.",
    Secret:
      "A Secret holds passwords, keys and certificates for pods; base64 hides nothing, so who may read it is what counts.",
    PersistentVolumeClaim:
      "A PersistentVolumeClaim asks for storage of some size; pods mount the volume it is bound to.",
    PersistentVolume: "A PersistentVolume is a piece of storage in the cluster, bound to one claim.",
    StorageClass: "A StorageClass names a way to make volumes on demand.",
    Node: "A Node is a machine that runs pods; its kubelet reports how it is.",
    Namespace: "A Namespace is a room for names: objects in it are apart from those in others, and go with it.",
    ServiceAccount: "A ServiceAccount is the identity with which pods talk to the API server.",
    Role: "A Role lists what may be done to which kinds in one namespace; a RoleBinding gives it to somebody.",
    ClusterRole:
      "A ClusterRole lists what may be done to which kinds in the whole cluster; bindings give it to somebody.",
    RoleBinding: "A RoleBinding gives the rights of a role to users, groups or service accounts in one namespace.",
    ClusterRoleBinding: "A ClusterRoleBinding gives the rights of a cluster role in all namespaces.",
    HorizontalPodAutoscaler: "A HorizontalPodAutoscaler changes the number of pods as their load grows and falls.",
    PodDisruptionBudget: "A PodDisruptionBudget says how many pods may be away at once when nodes are drained.",
    CustomResourceDefinition: "A CustomResourceDefinition adds a kind of its own to the API.",
  },
  {
    Pod: "Pod は実行の最小単位です。同じアドレスを共有し、同じノードに置かれる 1 つ以上のコンテナーからなります。",
    Deployment: "Deployment は同じ Pod を決まった数だけ動かし続け、テンプレートが変わると少しずつ入れ替えます。",
    ReplicaSet: "ReplicaSet は同じ Pod を決まった数だけ動かし続けます。Deployment がリビジョンごとに作ります。",
    StatefulSet:
      "StatefulSet は固有の名前とボリュームを保つ Pod を順番に起動・停止します。データベースなどに向いています。",
    DaemonSet:
      "DaemonSet はすべての（または選んだ）ノードで Pod を 1 つずつ動かします。エージェントやドライバー向けです。",
    Job: "Job は処理が終わるまで Pod を動かし、失敗したらやり直します。",
    CronJob: "CronJob はスケジュールに従って Job を開始します。",
    Service: "Service は特定のラベルを持つ Pod に、Pod が入れ替わっても変わらない名前とアドレスを与えます。",
    Ingress:
      "Ingress は外部からの HTTP をホストとパスで Service に振り分けます。実際の処理は Ingress コントローラーが行います。",
    NetworkPolicy: "NetworkPolicy は Pod に許す通信を定めます。それ以外の通信は遮断されます。",
    EndpointSlice: "EndpointSlice は Service の背後にある Pod のアドレスの一覧で、Kubernetes が管理します。",
    ConfigMap: "ConfigMap は Pod が環境変数やファイルとして読む設定を保持します。",
    Secret:
      "Secret は Pod のためのパスワードや鍵、証明書を保持します。base64 は暗号ではないので、誰が読めるかが重要です。",
    PersistentVolumeClaim:
      "PersistentVolumeClaim は必要な大きさのストレージを要求します。Pod は割り当てられたボリュームをマウントします。",
    PersistentVolume: "PersistentVolume はクラスターにある 1 つのストレージで、1 つの要求に割り当てられます。",
    StorageClass: "StorageClass は必要に応じてボリュームを作る方法に名前を付けたものです。",
    Node: "Node は Pod を動かすマシンです。kubelet がその状態を報告します。",
    Namespace: "Namespace は名前の区画です。中のオブジェクトはほかの区画から分けられ、区画を消すと一緒に消えます。",
    ServiceAccount: "ServiceAccount は Pod が API サーバーと話すときの身元です。",
    Role: "Role は 1 つの名前空間で何に何をしてよいかを列挙し、RoleBinding がそれを誰かに与えます。",
    ClusterRole: "ClusterRole はクラスター全体で何に何をしてよいかを列挙し、バインディングがそれを誰かに与えます。",
    RoleBinding: "RoleBinding は 1 つの名前空間で、ロールの権限をユーザー、グループ、ServiceAccount に与えます。",
    ClusterRoleBinding: "ClusterRoleBinding は ClusterRole の権限をすべての名前空間で与えます。",
    HorizontalPodAutoscaler: "HorizontalPodAutoscaler は負荷に応じて Pod の数を増減します。",
    PodDisruptionBudget: "PodDisruptionBudget はノードの Drain などで同時に失ってよい Pod の数を定めます。",
    CustomResourceDefinition: "CustomResourceDefinition は独自の種類を API に追加します。",
  },
);

export type KnownKind = keyof (typeof texts)["en"];

/** Kinds of these groups are meant; others may have the same name. */
const GROUPS =
  /^(|apps|batch|autoscaling|policy|networking\.k8s\.io|discovery\.k8s\.io|storage\.k8s\.io|rbac\.authorization\.k8s\.io|apiextensions\.k8s\.io)$/;

export const isKnown = (group: string, kind: string): kind is KnownKind => GROUPS.test(group) && kind in texts.en;
