/* What the voting page says, in four languages, in words that a child reads. */
window.VOTE_WORDS = {
  ko: {
    big: "큰 글자", contrast: "또렷하게", askTicket: "받은 표의 글자를 그대로 넣으세요.", ticket: "표", open: "열기", send: "이대로 투표하기",
    doneTitle: "투표했습니다", doneText: "아래 확인번호로 내 표가 세어졌는지 나중에 볼 수 있습니다. 무엇을 골랐는지는 나오지 않습니다.",
    again: "다시 고르기", next: "다른 사람의 표 넣기", option: "보기", votes: "표", secret: "누가 무엇을 골랐는지는 아무도 볼 수 없습니다. 도움이 필요하면 손을 드세요.",
    opening: "여는 중입니다", waiting: "아직 투표가 열리지 않았습니다. 이 화면을 켜 두면 저절로 열립니다.", openNow: "투표가 열렸습니다. 골라 주세요.",
    paused: "투표를 잠시 멈추었습니다. 곧 다시 열립니다.", closed: "이 투표는 끝났습니다.", voted: "내 표를 받았습니다.", already: "이 표로는 이미 투표했습니다.",
    queued: "인터넷이 끊겼습니다. 표를 담아 두었고, 이어지면 저절로 보냅니다. 창을 닫지 마세요.", late: "투표가 끝난 뒤에 도착해서 세지 못했습니다.",
    badTicket: "이 표는 쓸 수 없습니다. 안내하는 사람에게 보여 주세요.", notHere: "먼저 입구에서 출석을 확인하세요.", trouble: "보내지 못했습니다. 잠시 뒤 다시 보냅니다.",
    chooseOne: "하나를 고르세요. 숫자 키로도 고를 수 있습니다.", chooseMany: "{n}개까지 고르세요.", rate: "하나하나 점수를 매기세요. {n}점이 가장 좋습니다.", rank: "좋은 것부터 차례로 누르세요. 다시 누르면 지워집니다.",
    place: "{n}번째", left: "남은 시간 {m}분 {s}초", nothing: "아직 고르지 않았습니다.", score: "{n}점", turnout: "{v}명 투표, 유효표 {b}", way: "이 의견이 어떻게 되는지 보기", result: "결과", connection: "연결이 끊겨 다시 잇고 있습니다."
  },
  en: {
    big: "Large text", contrast: "High contrast", askTicket: "Type your ticket exactly as it is printed.", ticket: "Ticket", open: "Open", send: "Vote like this",
    doneTitle: "You have voted", doneText: "With this number you can check later that your vote was counted. It does not show what you chose.",
    again: "Choose again", next: "Enter another person's ticket", option: "Choice", votes: "Votes", secret: "Nobody can see who chose what. Raise your hand if you need help.",
    opening: "Opening", waiting: "Voting is not open yet. Keep this page on: it opens by itself.", openNow: "Voting is open. Please choose.",
    paused: "Voting has stopped for a moment. It will go on soon.", closed: "This vote is over.", voted: "We have your vote.", already: "This ticket has already voted.",
    queued: "You are offline. Your vote is kept and is sent by itself when you are back. Do not close this page.", late: "It came after the end and was not counted.",
    badTicket: "This ticket cannot be used. Please show it to a guide.", notHere: "Please check in at the entrance first.", trouble: "It was not sent. We will try again soon.",
    chooseOne: "Choose one. Number keys work, too.", chooseMany: "Choose up to {n}.", rate: "Give each a score. {n} is the best.", rank: "Press them in order, the best first. Press again to undo.",
    place: "No. {n}", left: "{m} min {s} s left", nothing: "You have not chosen yet.", score: "{n}", turnout: "{v} voted, {b} valid", way: "See what becomes of it", result: "Result", connection: "Connection lost. Connecting again."
  },
  vi: {
    big: "Chữ to", contrast: "Rõ hơn", askTicket: "Nhập vé đúng như đã in.", ticket: "Vé", open: "Mở", send: "Bỏ phiếu như thế này",
    doneTitle: "Bạn đã bỏ phiếu", doneText: "Với số này, sau này bạn có thể xem phiếu của mình đã được đếm chưa. Nó không cho thấy bạn đã chọn gì.",
    again: "Chọn lại", next: "Nhập vé của người khác", option: "Lựa chọn", votes: "Phiếu", secret: "Không ai thấy được ai đã chọn gì. Hãy giơ tay nếu cần giúp đỡ.",
    opening: "Đang mở", waiting: "Chưa đến lúc bỏ phiếu. Hãy để màn hình này mở, nó sẽ tự mở.", openNow: "Đã mở bỏ phiếu. Mời bạn chọn.",
    paused: "Bỏ phiếu tạm dừng. Sẽ tiếp tục ngay.", closed: "Lần bỏ phiếu này đã kết thúc.", voted: "Chúng tôi đã nhận phiếu của bạn.", already: "Vé này đã bỏ phiếu rồi.",
    queued: "Mất mạng. Phiếu đã được giữ lại và sẽ tự gửi khi có mạng. Đừng đóng trang này.", late: "Phiếu đến sau khi kết thúc nên không được đếm.",
    badTicket: "Không dùng được vé này. Hãy đưa cho người hướng dẫn xem.", notHere: "Trước hết hãy điểm danh ở cửa vào.", trouble: "Chưa gửi được. Sẽ gửi lại ngay.",
    chooseOne: "Chọn một. Có thể dùng phím số.", chooseMany: "Chọn nhiều nhất {n}.", rate: "Cho điểm từng mục. {n} điểm là tốt nhất.", rank: "Nhấn theo thứ tự, tốt nhất trước. Nhấn lại để bỏ.",
    place: "Thứ {n}", left: "Còn {m} phút {s} giây", nothing: "Bạn chưa chọn.", score: "{n} điểm", turnout: "{v} người bỏ phiếu, {b} phiếu hợp lệ", way: "Xem ý kiến này sẽ ra sao", result: "Kết quả", connection: "Mất kết nối. Đang nối lại."
  },
  zh: {
    big: "大字", contrast: "更清晰", askTicket: "请照票上印的输入。", ticket: "票", open: "打开", send: "就这样投票",
    doneTitle: "投票完成", doneText: "以后用这个号码可以查看我的票是否已计入。它不会显示您选了什么。",
    again: "重新选择", next: "输入别人的票", option: "选项", votes: "票数", secret: "谁选了什么，谁也看不到。需要帮助请举手。",
    opening: "正在打开", waiting: "投票还没有开始。请不要关闭，开始后会自动打开。", openNow: "投票开始了，请选择。",
    paused: "投票暂停，马上继续。", closed: "这次投票已经结束。", voted: "已收到您的票。", already: "这张票已经投过。",
    queued: "网络断开了。您的票已保存，恢复后会自动发送。请不要关闭页面。", late: "票在结束后才到，没有计入。",
    badTicket: "这张票不能用。请给引导人员看。", notHere: "请先在入口签到。", trouble: "没有发出去，稍后会再发。",
    chooseOne: "请选一个。也可以按数字键。", chooseMany: "最多选{n}个。", rate: "请逐个打分，{n}分最好。", rank: "请按顺序点，最好的先点。再点一次就取消。",
    place: "第{n}", left: "还剩{m}分{s}秒", nothing: "您还没有选择。", score: "{n}分", turnout: "{v}人投票，有效{b}票", way: "查看这个意见的结果", result: "结果", connection: "连接断开，正在重新连接。"
  }
};
